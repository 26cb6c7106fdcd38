// Setting right what is known of a person: moved, died, or another number. It is looked over before it is recorded.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Options } from '~/base/choose'
import { DayField } from '~/base/day-field'
import { Acts, Dialog } from '~/base/dialog'
import { TextField } from '~/base/field'
import { Facts, Stack } from '~/base/page'
import { Refused, refusalOf } from '~/base/refused'
import { say } from '~/base/said'
import { today } from '~/format/format'
import { useFormat } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import type { CorrectionKind } from '~/graph/schema.generated'
import { MovePersonDocument, PersonDiedDocument, PersonNewNumberDocument } from './correct.generated'
import { type Draft, digitsOf, isReady, masked } from './correction'
import { useUndoCorrection } from './corrections'
import { MoveTo } from './move-to'
import { type Named, nameOf } from './person'
import { useStory } from './story'

const KINDS: CorrectionKind[] = ['MOVE', 'DIED', 'NUMBER']
const FIELDS = ['toHouseholdId', 'on', 'number']

type CorrectProps = {
  person: Named & { id: string; diedOn?: string | null }
  onClose: () => void
}

export function CorrectDialog({ person, onClose }: CorrectProps) {
  const { t } = useTranslation(['household', 'common'])
  const { refresh } = useStory()
  const undo = useUndoCorrection()
  const [draft, setDraft] = useState<Draft>({ kind: null, to: null, number: '', on: today() })
  const [isLookedOver, setLookedOver] = useState(false)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [move, isMoving] = useAct(MovePersonDocument)
  const [die, isDying] = useAct(PersonDiedDocument)
  const [number, isNumbering] = useAct(PersonNewNumberDocument)
  const name = nameOf(person) || t('unnamed')

  const save = async () => {
    const { kind, to } = draft
    const of = { personId: person.id, on: draft.on ?? today() }
    const came =
      kind === 'MOVE'
        ? await move({ ...of, toHouseholdId: to?.id ?? '' })
        : kind === 'DIED'
          ? await die(of)
          : await number({ ...of, number: digitsOf(draft.number) })
    setOutcome(came)
    if (!came.done) {
      // What is wrong stands beside the field it is about.
      if (!came.fault) setLookedOver(false)
      return
    }
    const { correction } = came.payload
    say(t('correct.done'), correction ? () => void undo(correction.id) : undefined)
    onClose()
    refresh()
  }

  return (
    <Dialog title={t('correct.title', { name })} isOpen onClose={onClose}>
      <Stack>
        {isLookedOver ? (
          <LookOver draft={draft} name={name} />
        ) : (
          <Fields draft={draft} set={setDraft} outcome={outcome} hasDied={Boolean(person.diedOn)} />
        )}
        <Refused outcome={outcome} fields={isLookedOver ? [] : FIELDS} />
      </Stack>
      <Acts>
        <Button onPress={isLookedOver ? () => setLookedOver(false) : onClose}>
          {t(isLookedOver ? 'common:act.back' : 'common:act.cancel')}
        </Button>
        {isLookedOver ? (
          <Button tone="main" isBusy={isMoving || isDying || isNumbering} onPress={() => void save()}>
            {t('correct.save')}
          </Button>
        ) : (
          <Button tone="main" isDisabled={!isReady(draft)} onPress={() => setLookedOver(true)}>
            {t('correct.look')}
          </Button>
        )}
      </Acts>
    </Dialog>
  )
}

function Fields({
  draft,
  set,
  outcome,
  hasDied,
}: {
  draft: Draft
  set: (draft: Draft) => void
  outcome: Outcome<unknown> | null
  hasDied: boolean
}) {
  const { t } = useTranslation('household')
  const { kind } = draft
  return (
    <>
      <p>{t('correct.lead')}</p>
      <Options
        label={t('correct.what')}
        value={kind}
        onChange={it => set({ ...draft, kind: it })}
        choices={KINDS.filter(it => it !== 'DIED' || !hasDied).map(it => ({
          id: it,
          label: t(`correct.kind.${it}`),
        }))}
        isRequired
      />
      {kind === 'MOVE' && (
        <MoveTo
          value={draft.to}
          onChange={to => set({ ...draft, to })}
          error={refusalOf(outcome, 'toHouseholdId')}
        />
      )}
      {kind === 'NUMBER' && (
        <TextField
          label={t('correct.number')}
          hint={t('correct.numberHint')}
          value={draft.number}
          onChange={it => set({ ...draft, number: it })}
          inputMode="numeric"
          autoComplete="off"
          maxLength={20}
          error={refusalOf(outcome, 'number')}
          isRequired
        />
      )}
      {kind && (
        <DayField
          label={t(`correct.on.${kind}`)}
          value={draft.on}
          onChange={on => set({ ...draft, on })}
          max={today()}
          error={refusalOf(outcome, 'on')}
          isRequired
        />
      )}
    </>
  )
}

/** What will be recorded, and what it changes. */
function LookOver({ draft, name }: { draft: Draft; name: string }) {
  const { t } = useTranslation('household')
  const format = useFormat()
  const { kind, to, on } = draft
  if (!kind || !on) return null
  return (
    <>
      <Facts
        of={[
          [t('correct.who'), name],
          [t('correct.what'), t(`correct.kind.${kind}`)],
          ...(to && kind === 'MOVE' ? [[t('correct.to'), to.name] as [string, string]] : []),
          ...(kind === 'NUMBER'
            ? [[t('correct.number'), format.digits(masked(draft.number))] as [string, string]]
            : []),
          [t(`correct.on.${kind}`), format.day(on)],
        ]}
      />
      <p>{t(`correct.changes.${kind}`)}</p>
      <p>{t('correct.canUndo')}</p>
    </>
  )
}
