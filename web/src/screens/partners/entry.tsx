// Entering a partner in the register, or writing its entry anew; where somebody else did so meanwhile, one decides.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { AreaPicker } from '~/base/area-picker/area-picker'
import { Button } from '~/base/button'
import { Conflict, conflictOf } from '~/base/conflict'
import { CountField } from '~/base/count-field'
import { Acts, Dialog } from '~/base/dialog'
import { TextField } from '~/base/field'
import { Stack } from '~/base/page'
import { Refused, refusalOf } from '~/base/refused'
import { say } from '~/base/said'
import { Several } from '~/base/several'
import { useFormat } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import { NOBODY, useSectorFirst, type Who, WhoFields } from '../teams/who'
import { ChangePartnerDocument, EnterPartnerDocument, type PartnerEntryFragment } from './partners.generated'
import { useNeeds } from './use-needs'

const MONTHS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'] as const
/** Fields that tell what is wrong with them; needs and months are told beside the button. */
const FIELDS = ['name', 'post', 'note', 'households', 'areaIds', 'sector']

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
  const format = useFormat()
  const needs = useNeeds()
  const navigate = useNavigate()
  const sectorFirst = useSectorFirst()
  const [who, setWho] = useState<Who>(whoIs(partner))
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
    const { sector } = who
    if (!sector) {
      setOutcome(sectorFirst())
      return
    }
    const entry = {
      ...who,
      name: who.name.trim(),
      sector,
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
        <WhoFields who={who} onChange={setWho} outcome={outcome} />
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

/** Who the entry is of, so far. */
function whoIs(partner?: PartnerEntryFragment): Who {
  if (!partner) return NOBODY
  const { kind, name, sector, formality } = partner
  return { kind, name, sector, formality }
}

/** The months that are marked; none where every month is meant. */
function chosen(months: number[] = []): Month[] {
  return months.length === MONTHS.length ? [] : MONTHS.filter(it => months.includes(Number(it)))
}
