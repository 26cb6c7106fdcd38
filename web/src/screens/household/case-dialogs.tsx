// The dialogs of acts on the case itself.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '~/app/session'
import { Options, Select } from '~/base/choose'
import { DayField } from '~/base/day-field'
import { TextField } from '~/base/field'
import { refusalOf } from '~/base/refused'
import { today } from '~/format/format'
import { useLabel } from '~/format/use-format'
import type { ClosingReason, HouseholdClass, Verification } from '~/graph/schema.generated'
import {
  ClassifyCaseDocument,
  CloseCaseDocument,
  CommentCaseDocument,
  FollowCaseDocument,
  ProposeClosingDocument,
  ReassessCaseDocument,
  ReopenCaseDocument,
  ResumeHelpDocument,
  ReturnClosingDocument,
  SetContinuingCareDocument,
  VerifyCaseDocument,
} from './acts.generated'
import { Ask } from './ask'
import { useStory } from './story'

type Closes = { onClose: () => void }
type Undone = Parameters<typeof refusalOf>[0]

const RESULTS: Verification[] = [
  'CONFIRMED',
  'NOT_IN_NEED',
  'NOT_FOUND',
  'MOVED',
  'DEAD',
  'DUPLICATE',
  'REFUSED',
  'INACCESSIBLE',
]

export function Verify({ onClose }: Closes) {
  const { t } = useTranslation('household')
  const label = useLabel()
  const { it } = useStory()
  const [result, setResult] = useState<Verification | null>(it.verification ?? null)
  const [on, setOn] = useState<string | null>(today())
  return (
    <Ask
      title={t('act.verify')}
      lead={t('lead.verify')}
      button={t('do.save')}
      document={VerifyCaseDocument}
      variables={expectedVersion => ({ caseId: it.id, result: result ?? 'CONFIRMED', on, expectedVersion })}
      version={it.version}
      fields={['result', 'on']}
      isUnready={!result}
      said={t('said.verify')}
      onClose={onClose}
    >
      {outcome => (
        <>
          <Options
            label={t('field.result')}
            value={result}
            onChange={setResult}
            choices={RESULTS.map(code => ({ id: code, label: label('verification', code) }))}
            error={refusalOf(outcome, 'result')}
            isRequired
          />
          <DayField
            label={t('field.seenOn')}
            value={on}
            onChange={setOn}
            max={today()}
            error={refusalOf(outcome, 'on')}
          />
        </>
      )}
    </Ask>
  )
}

const CLASSES: HouseholdClass[] = ['CAN_DEVELOP', 'NEEDS_WELFARE', 'DECLINES']

export function Classify({ onClose }: Closes) {
  const { t } = useTranslation('household')
  const label = useLabel()
  const { it } = useStory()
  const [chosen, setChosen] = useState<HouseholdClass | null>(it.class ?? null)
  return (
    <Ask
      title={t('act.classify')}
      lead={it.continuingCare ? t('lead.classifyInCare') : undefined}
      button={t('do.save')}
      document={ClassifyCaseDocument}
      variables={expectedVersion => ({ caseId: it.id, class: chosen ?? 'CAN_DEVELOP', expectedVersion })}
      version={it.version}
      fields={['class']}
      isUnready={!chosen}
      said={t('said.classify')}
      onClose={onClose}
    >
      {outcome => (
        <Options
          label={t('class')}
          value={chosen}
          onChange={setChosen}
          choices={CLASSES.map(code => ({
            id: code,
            label: label('household_class', code),
            hint: t(`classHint.${code}`),
          }))}
          error={refusalOf(outcome, 'class')}
          isRequired
        />
      )}
    </Ask>
  )
}

const REASONS: ClosingReason[] = [
  'SUSTAINABLE',
  'SOLVED_ITSELF',
  'SOLVED_ELSEWHERE',
  'NOT_IN_NEED',
  'NOT_FOUND',
  'MOVED_AWAY',
  'ALL_DIED',
  'DUPLICATE',
  'DECLINED',
]

export function CloseOrPropose({ act, onClose }: Closes & { act: 'propose' | 'close' }) {
  const { t } = useTranslation('household')
  const label = useLabel()
  const { it } = useStory()
  const { may } = useSession()
  const [reason, setReason] = useState<ClosingReason | null>(it.closingProposal?.reason ?? null)
  const [note, setNote] = useState('')
  const isReached = it.level === 'SUSTAINABLE' && it.verification === 'CONFIRMED' && !it.continuingCare
  const reasons = REASONS.filter(code => {
    if (code === 'SUSTAINABLE') return isReached && (act === 'propose' || may('AGREE_CLOSING'))
    return act === 'propose' || may('CLOSE_CASE')
  })
  const shared = {
    title: t(`act.${act}`),
    lead: t(isReached ? `lead.${act}` : 'lead.notSustainable'),
    button: t(`do.${act}`),
    variables: (expectedVersion: number) => ({
      caseId: it.id,
      reason: reason ?? 'NOT_IN_NEED',
      note: note.trim() || null,
      expectedVersion,
    }),
    version: it.version,
    fields: ['reason', 'note'],
    isUnready: !reason,
    said: t(`said.${act}`),
    onClose,
    children: (outcome: Undone) => (
      <>
        <Select
          label={t('field.reason')}
          value={reason}
          onChange={setReason}
          choices={reasons.map(code => ({ id: code, label: label('closing_reason', code) }))}
          error={refusalOf(outcome, 'reason')}
          isRequired
        />
        <TextField
          label={t('field.note')}
          rows={3}
          value={note}
          onChange={setNote}
          error={refusalOf(outcome, 'note')}
        />
      </>
    ),
  }
  if (act === 'propose') return <Ask {...shared} document={ProposeClosingDocument} />
  return <Ask {...shared} document={CloseCaseDocument} tone="danger" />
}

/** Acts that are a remark and little else. */
export function NoteAct({ act, onClose }: Closes & { act: 'comment' | 'returnClosing' | 'reopen' }) {
  const { t } = useTranslation('household')
  const { it } = useStory()
  const [note, setNote] = useState('')
  const text = note.trim()
  const shared = {
    title: t(`act.${act}`),
    lead: t(`lead.${act}`),
    button: t(`do.${act}`),
    said: t(`said.${act}`),
    fields: ['note', 'text'],
    isUnready: act !== 'reopen' && !text,
    onClose,
    children: (outcome: Undone) => (
      <TextField
        label={t(`noteOf.${act}`)}
        rows={4}
        value={note}
        onChange={setNote}
        error={refusalOf(outcome, 'note') ?? refusalOf(outcome, 'text')}
        isRequired={act !== 'reopen'}
        autoFocus
      />
    ),
  }
  if (act === 'comment') {
    return <Ask {...shared} document={CommentCaseDocument} variables={() => ({ caseId: it.id, text })} />
  }
  if (act === 'returnClosing') {
    return (
      <Ask
        {...shared}
        document={ReturnClosingDocument}
        variables={expectedVersion => ({ caseId: it.id, note: text, expectedVersion })}
        version={it.version}
      />
    )
  }
  return (
    <Ask
      {...shared}
      document={ReopenCaseDocument}
      variables={expectedVersion => ({ caseId: it.id, note: text || null, expectedVersion })}
      version={it.version}
    />
  )
}

/** Acts that ask for nothing but a yes. */
export function PlainAct({
  act,
  onClose,
}: Closes & { act: 'startCare' | 'endCare' | 'follow' | 'resume' | 'reassess' }) {
  const { t } = useTranslation('household')
  const { it } = useStory()
  const shared = {
    title: t(`act.${act}`),
    lead: t(`lead.${act}`),
    button: t(`do.${act}`),
    said: t(`said.${act}`),
    onClose,
  }
  const caseId = it.id
  switch (act) {
    case 'reassess':
      return <Ask {...shared} document={ReassessCaseDocument} variables={() => ({ caseId })} />
    case 'follow':
      return (
        <Ask
          {...shared}
          document={FollowCaseDocument}
          variables={expectedVersion => ({ caseId, expectedVersion })}
          version={it.version}
        />
      )
    case 'resume':
      return (
        <Ask
          {...shared}
          document={ResumeHelpDocument}
          variables={expectedVersion => ({ caseId, expectedVersion })}
          version={it.version}
        />
      )
    default:
      return (
        <Ask
          {...shared}
          document={SetContinuingCareDocument}
          variables={expectedVersion => ({ caseId, wanted: act === 'startCare', expectedVersion })}
          version={it.version}
        />
      )
  }
}
