// Making a team.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { AreaPicker } from '~/base/area-picker/area-picker'
import { Button } from '~/base/button'
import { Options } from '~/base/choose'
import { Acts, Dialog } from '~/base/dialog'
import { TextField } from '~/base/field'
import { Stack } from '~/base/page'
import { Refused, refusalOf } from '~/base/refused'
import { say } from '~/base/said'
import { useLabel } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import type { AreaLevel, TeamKind } from '~/graph/schema.generated'
import { TeamField } from '../cases/team-field'
import { MakeTeamDocument } from './teams.generated'

const KINDS = ['MENTOR', 'SUBDISTRICT', 'DISTRICT'] as const

/** The areas that a team of each kind serves, and the kind of team it stands inside. */
const SERVES: Record<TeamKind, AreaLevel[]> = {
  DISTRICT: ['DISTRICT'],
  SUBDISTRICT: ['SUBDISTRICT'],
  MENTOR: ['VILLAGE', 'SUBDISTRICT'],
}

/** The team that it is made in, where one stands on its page. */
type Parent = { id: string }

export function MakeTeamDialog({ parent, onClose }: { parent?: Parent; onClose: () => void }) {
  const { t } = useTranslation(['teams', 'common'])
  const label = useLabel()
  const navigate = useNavigate()
  const [kind, setKind] = useState<TeamKind>('MENTOR')
  const [name, setName] = useState('')
  const [parentId, setParent] = useState<string | null>(parent?.id ?? null)
  const [areaIds, setAreas] = useState<(string | null)[]>([null])
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [make, isBusy] = useAct(MakeTeamDocument)

  const submit = async () => {
    const served = areaIds.filter(it => it !== null)
    const came = await make({ team: { kind, name: name.trim(), parentId, areaIds: served } })
    setOutcome(came)
    if (!came.done || !came.payload.team) return
    say(t('make.done'))
    onClose()
    await navigate(`/teams/${came.payload.team.id}`)
  }

  return (
    <Dialog title={t('make.open')} isOpen onClose={onClose}>
      <Stack>
        {!parent && (
          <Options
            label={t('kind')}
            isRow
            choices={KINDS.map(it => ({ id: it, label: label('team_kind', it) }))}
            value={kind}
            onChange={it => {
              setKind(it)
              setParent(null)
              setAreas([null])
            }}
          />
        )}
        <TextField
          label={t('make.name')}
          value={name}
          onChange={setName}
          maxLength={200}
          error={refusalOf(outcome, 'name')}
          isRequired
        />
        {!parent && kind !== 'DISTRICT' && (
          <TeamField
            label={label('team_kind', kind === 'MENTOR' ? 'SUBDISTRICT' : 'DISTRICT')}
            hint={kind === 'MENTOR' ? undefined : t('make.parentHint')}
            kind={kind === 'MENTOR' ? 'SUBDISTRICT' : 'DISTRICT'}
            value={parentId}
            onChange={setParent}
            error={refusalOf(outcome, 'parentId')}
            isRequired={kind === 'MENTOR'}
          />
        )}
        {areaIds.map((id, at) => (
          <AreaPicker
            // biome-ignore lint/suspicious/noArrayIndexKey: the place in the list is what it is.
            key={at}
            label={t('areas')}
            levels={SERVES[kind]}
            value={id}
            onChange={area => setAreas(areaIds.map((it, other) => (other === at ? (area?.id ?? null) : it)))}
            error={at === 0 ? refusalOf(outcome, 'areaIds') : null}
          />
        ))}
        <div>
          <Button tone="quiet" onPress={() => setAreas([...areaIds, null])}>
            {t('make.moreAreas')}
          </Button>
        </div>
        <Refused outcome={outcome} fields={['name', 'parentId', 'areaIds']} />
      </Stack>
      <Acts>
        <Button onPress={onClose}>{t('common:act.cancel')}</Button>
        <Button tone="main" isBusy={isBusy} onPress={() => void submit()}>
          {t('make.do')}
        </Button>
      </Acts>
    </Dialog>
  )
}
