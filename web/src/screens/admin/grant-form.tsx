// Writing down a grant: which role, where, by what order, from when until when.
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { usePreferences } from '~/app/preferences'
import { useMe } from '~/app/session'
import { areaName } from '~/base/area-picker/area-name'
import { AreaPicker } from '~/base/area-picker/area-picker'
import { Button } from '~/base/button'
import { Options, Select } from '~/base/choose'
import { DayField } from '~/base/day-field'
import { Checkbox, TextField } from '~/base/field'
import { Grid, Stack } from '~/base/page'
import { refusalOf } from '~/base/refused'
import { SECTORS } from '~/format/sectors'
import { useFormat, useLabel } from '~/format/use-format'
import type { Outcome } from '~/graph/act'
import type { HeldAs } from '~/graph/schema.generated'
import { NeedMenuDocument, TeamsOfMentorsDocument } from './admin.generated'
import style from './admin.module.css'
import { type Draft, needs, withRole } from './grant'

/** Fields of the form that a refusal may name. */
export const GRANT_FIELDS = [
  'role',
  'heldAs',
  'areaIds',
  'teamId',
  'sector',
  'need',
  'post',
  'orderNumber',
  'validFrom',
  'validUntil',
]

const HELD: HeldAs[] = ['HELD', 'ACTING', 'DELEGATED']
type GrantFormProps = { draft: Draft; onChange: (draft: Draft) => void; outcome: Outcome<unknown> | null }

export function GrantForm({ draft, onChange, outcome }: GrantFormProps) {
  const { t } = useTranslation('admin')
  const label = useLabel()
  const { rolesToGive } = useMe()
  const set = (change: Partial<Draft>) => onChange({ ...draft, ...change })
  const wrong = (field: string) => refusalOf(outcome, field)
  const { role } = draft
  const heldAs = rolesToGive.find(it => it.role === role)?.heldAs ?? HELD
  return (
    <Stack>
      <Select
        label={t('grant.role')}
        isRequired
        value={role}
        choices={rolesToGive.map(it => ({ id: it.role, label: label('role', it.role) }))}
        onChange={chosen => {
          const given = rolesToGive.find(it => it.role === chosen)
          if (given) onChange(withRole(draft, given))
        }}
        error={wrong('role')}
      />
      {needs.areas(role) && <Areas draft={draft} set={set} error={wrong('areaIds')} />}
      {needs.team(role) && <MentorTeam draft={draft} set={set} error={wrong('teamId')} />}
      {needs.sector(role) && (
        <Select
          label={t('grant.sector')}
          value={draft.sector}
          choices={SECTORS.map(it => ({ id: it, label: label('sector', it) }))}
          onChange={sector => set({ sector })}
          error={wrong('sector')}
        />
      )}
      {needs.need(role) && <NeedOf draft={draft} set={set} error={wrong('need')} />}
      {needs.restricted(role) && (
        <Checkbox isSelected={draft.opensRestricted} onChange={it => set({ opensRestricted: it })}>
          {t('grant.restricted')}
        </Checkbox>
      )}
      <Options
        label={t('grant.heldAs')}
        value={draft.heldAs}
        choices={HELD.filter(it => heldAs.includes(it)).map(it => ({ id: it, label: label('held_as', it) }))}
        onChange={it => set({ heldAs: it })}
        error={wrong('heldAs')}
      />
      <Grid min={220}>
        <TextField
          label={t('grant.post')}
          hint={t('grant.postHint')}
          value={draft.post}
          onChange={post => set({ post })}
          error={wrong('post')}
        />
        <TextField
          label={t('grant.order')}
          isRequired={draft.heldAs !== 'HELD'}
          value={draft.orderNumber}
          onChange={orderNumber => set({ orderNumber })}
          error={wrong('orderNumber')}
        />
        <DayField
          label={t('grant.from')}
          isRequired
          value={draft.validFrom}
          onChange={it => it && set({ validFrom: it })}
          error={wrong('validFrom')}
        />
        <DayField
          label={t('grant.until')}
          hint={t('grant.untilHint')}
          value={draft.validUntil}
          onChange={validUntil => set({ validUntil })}
          error={wrong('validUntil')}
        />
      </Grid>
    </Stack>
  )
}

type PartProps = { draft: Draft; set: (change: Partial<Draft>) => void; error: string | null }

function Areas({ draft, set, error }: PartProps) {
  const { t } = useTranslation(['admin', 'common'])
  const { language } = usePreferences()
  const format = useFormat()
  const isCountry = needs.areasLeftOut(draft.role)
  return (
    <Stack>
      <AreaPicker
        key={draft.areas.length}
        label={draft.areas.length > 0 ? t('grant.anotherArea') : t('grant.areas')}
        hint={isCountry ? t('grant.areasLeftOut') : undefined}
        isRequired={!isCountry && draft.areas.length === 0}
        value={null}
        onChange={it => {
          if (it && !draft.areas.some(area => area.id === it.id)) set({ areas: [...draft.areas, it] })
        }}
        error={error}
      />
      {draft.areas.length > 0 && (
        <ul className={style.chosen} aria-label={t('grant.areas')}>
          {draft.areas.map(it => {
            const name = format.digits(areaName(it, language))
            return (
              <li key={it.id} className={style.chip}>
                {name}
                <Button
                  tone="quiet"
                  aria-label={t('grant.removeArea', { name })}
                  onPress={() => set({ areas: draft.areas.filter(area => area.id !== it.id) })}
                >
                  ×
                </Button>
              </li>
            )
          })}
        </ul>
      )}
    </Stack>
  )
}

function MentorTeam({ draft, set, error }: PartProps) {
  const { t } = useTranslation('admin')
  const [teams] = useQuery({ query: TeamsOfMentorsDocument })
  const found = teams.data?.teams.nodes ?? []
  return (
    <Select
      label={t('grant.team')}
      isRequired
      isDisabled={!teams.data}
      hint={teams.data && found.length === 0 ? t('grant.noTeams') : undefined}
      value={draft.teamId}
      choices={found.map(it => ({ id: it.id, label: it.name }))}
      onChange={teamId => set({ teamId })}
      error={error}
    />
  )
}

function NeedOf({ draft, set, error }: PartProps) {
  const { t } = useTranslation('admin')
  const [menu] = useQuery({ query: NeedMenuDocument })
  return (
    <Select
      label={t('grant.need')}
      isDisabled={!menu.data}
      hint={t('grant.needHint')}
      value={draft.need}
      choices={(menu.data?.needs ?? []).map(it => ({ id: it.code, label: it.text }))}
      onChange={need => set({ need })}
      error={error}
    />
  )
}
