// Entering a partner in the register, or writing its entry anew; where somebody else did so meanwhile, one decides.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { AreaPicker } from '~/base/area-picker/area-picker'
import { Button } from '~/base/button'
import { Options, Select } from '~/base/choose'
import { Conflict, conflictOf } from '~/base/conflict'
import { CountField } from '~/base/count-field'
import { Acts, Dialog } from '~/base/dialog'
import { TextField } from '~/base/field'
import { Stack } from '~/base/page'
import { Refused, refusalOf } from '~/base/refused'
import { say } from '~/base/said'
import { Several } from '~/base/several'
import { SECTORS } from '~/format/sectors'
import { useFormat, useLabel } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import type { Formality, MemberKind, Sector } from '~/graph/schema.generated'
import { ChangePartnerDocument, EnterPartnerDocument, type PartnerEntryFragment } from './partners.generated'
import { useNeeds } from './use-needs'

const KINDS: MemberKind[] = ['PERSON', 'ORGANISATION']
const FORMALITIES: Formality[] = ['FORMAL', 'INFORMAL']
const MONTHS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'] as const
const FIELDS = ['name', 'post', 'note', 'households', 'months', 'needs', 'areaIds', 'sector']

type Month = (typeof MONTHS)[number]

/** The name of a field of the entry, as the form has it. */
const NAMES = {
  kind: 'entry.kind',
  name: 'entry.name',
  sector: 'entry.sector',
  formality: 'entry.formality',
  post: 'entry.post',
  note: 'entry.note',
  households: 'entry.households',
  months: 'entry.months',
  needs: 'entry.needs',
  areaIds: 'entry.areas',
} as const

export function EntryDialog({
  partner,
  areaId = null,
  onClose,
}: {
  partner?: PartnerEntryFragment
  /** Where a new one helps, until somewhere else is chosen. */
  areaId?: string | null
  onClose: () => void
}) {
  const { t } = useTranslation(['partners', 'common'])
  const label = useLabel()
  const format = useFormat()
  const needs = useNeeds()
  const navigate = useNavigate()
  const [kind, setKind] = useState<MemberKind>(partner?.kind ?? 'PERSON')
  const [name, setName] = useState(partner?.name ?? '')
  const [sector, setSector] = useState<Sector | null>(partner?.sector ?? null)
  const [formality, setFormality] = useState<Formality>(partner?.formality ?? 'FORMAL')
  const [post, setPost] = useState(partner?.post ?? '')
  const [note, setNote] = useState(partner?.note ?? '')
  const [households, setHouseholds] = useState<number | null>(partner?.households ?? null)
  const [months, setMonths] = useState<Month[]>(chosen(partner?.months))
  const [can, setCan] = useState<string[]>(partner?.needs ?? [])
  const [areaIds, setAreas] = useState<(string | null)[]>(partner?.areas.map(it => it.id) ?? [areaId])
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [enter, isEntering] = useAct(EnterPartnerDocument)
  const [change, isChanging] = useAct(ChangePartnerDocument)
  const conflict = conflictOf(outcome)

  const submit = async (expectedVersion: number) => {
    if (!sector) {
      const message = t('entry.sectorFirst')
      setOutcome({ done: false, refusals: [{ code: 'REQUIRED', message, field: 'sector' }] })
      return
    }
    const entry = {
      kind,
      name: name.trim(),
      sector,
      formality,
      post: post.trim() || null,
      note: note.trim() || null,
      households,
      months: months.map(Number),
      needs: can,
      areaIds: areaIds.filter(it => it !== null),
    }
    if (partner) {
      const came = await change({ partnerId: partner.id, expectedVersion, partner: entry })
      setOutcome(came)
      if (!came.done) return
      say(t('entry.changed'))
      onClose()
      return
    }
    const came = await enter({ partner: entry })
    setOutcome(came)
    if (!came.done || !came.payload.partner) return
    say(t('entry.added'))
    onClose()
    await navigate(`/partners/${came.payload.partner.id}`)
  }

  return (
    <Dialog title={partner ? t('entry.change') : t('entry.add')} isOpen onClose={onClose}>
      <Stack>
        <Options
          label={t('entry.kind')}
          isRow
          choices={KINDS.map(it => ({ id: it, label: label('member_kind', it) }))}
          value={kind}
          onChange={setKind}
        />
        <TextField
          label={t('entry.name')}
          value={name}
          onChange={setName}
          autoComplete="off"
          maxLength={200}
          error={refusalOf(outcome, 'name')}
          isRequired
        />
        <Select
          label={t('entry.sector')}
          choices={SECTORS.map(it => ({ id: it, label: label('sector', it) }))}
          value={sector}
          onChange={setSector}
          error={refusalOf(outcome, 'sector')}
          isRequired
        />
        <Options
          label={t('entry.formality')}
          isRow
          choices={FORMALITIES.map(it => ({ id: it, label: label('formality', it) }))}
          value={formality}
          onChange={setFormality}
        />
        <TextField
          label={t('entry.post')}
          hint={t('entry.postHint')}
          value={post}
          onChange={setPost}
          maxLength={200}
          error={refusalOf(outcome, 'post')}
        />
        <Several label={t('entry.needs')} choices={needs.choices} value={can} onChange={setCan} />
        <CountField
          label={t('entry.households')}
          hint={t('entry.householdsHint')}
          value={households}
          onChange={setHouseholds}
          min={1}
          error={refusalOf(outcome, 'households')}
        />
        <Several
          label={t('entry.monthsField')}
          choices={MONTHS.map(it => ({ id: it, label: format.month(Number(it)) }))}
          value={months}
          onChange={setMonths}
        />
        {areaIds.map((id, at) => (
          <AreaPicker
            // biome-ignore lint/suspicious/noArrayIndexKey: the place in the list is what it is.
            key={at}
            label={t('entry.areas')}
            value={id}
            onChange={area => setAreas(areaIds.map((it, other) => (other === at ? (area?.id ?? null) : it)))}
            error={at === 0 ? refusalOf(outcome, 'areaIds') : null}
          />
        ))}
        <div>
          <Button tone="quiet" onPress={() => setAreas([...areaIds, null])}>
            {t('entry.moreAreas')}
          </Button>
        </div>
        <TextField
          label={t('entry.note')}
          value={note}
          onChange={setNote}
          maxLength={2000}
          rows={2}
          error={refusalOf(outcome, 'note')}
        />
        {conflict ? (
          <Conflict
            fields={conflict.fields.map(it => ({ ...it, name: t(NAMES[it.name as keyof typeof NAMES]) }))}
            isBusy={isChanging}
            onAgain={() => void submit(conflict.version)}
            onLeave={onClose}
          />
        ) : (
          <Refused outcome={outcome} fields={FIELDS} />
        )}
      </Stack>
      {!conflict && (
        <Acts>
          <Button onPress={onClose}>{t('common:act.cancel')}</Button>
          <Button
            tone="main"
            isBusy={isEntering || isChanging}
            onPress={() => void submit(partner?.version ?? 0)}
          >
            {t('common:act.save')}
          </Button>
        </Acts>
      )}
    </Dialog>
  )
}

/** The months that are marked; none where every month is meant. */
function chosen(months: number[] = []): Month[] {
  return months.length === MONTHS.length ? [] : MONTHS.filter(it => months.includes(Number(it)))
}
