// Moving a problem on.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Options } from '~/base/choose'
import { DayField } from '~/base/day-field'
import { TextField } from '~/base/field'
import { refusalOf } from '~/base/refused'
import { today } from '~/format/format'
import { useLabel } from '~/format/use-format'
import type { ProblemStatus } from '~/graph/schema.generated'
import { UpdateProblemDocument } from './acts.generated'
import { nextOfProblem } from './allowed'
import { Ask } from './ask'
import type { ProblemLineFragment } from './household.generated'
import { useStory } from './story'

export function ProblemChange({ problem, onClose }: { problem: ProblemLineFragment; onClose: () => void }) {
  const { t } = useTranslation('household')
  const label = useLabel()
  const { it } = useStory()
  const [status, setStatus] = useState<ProblemStatus | null>(null)
  const [on, setOn] = useState<string | null>(today())
  const [note, setNote] = useState('')
  const change = { status: status ?? problem.status, on, note: note.trim() || null }
  return (
    <Ask
      title={t('problems.change')}
      lead={
        <>
          <strong>{problem.text ?? label('problem', problem.code)}</strong> ·{' '}
          {label('problem_status', problem.status)}
        </>
      }
      button={t('do.save')}
      document={UpdateProblemDocument}
      variables={expectedVersion => ({ caseId: it.id, problemId: problem.id, change, expectedVersion })}
      version={problem.version}
      family="problem_status"
      fields={['status', 'on', 'note']}
      isUnready={!status}
      said={t('said.problem')}
      onClose={onClose}
    >
      {outcome => (
        <>
          <Options
            label={t('problems.becomes')}
            value={status}
            onChange={setStatus}
            choices={nextOfProblem(problem.status).map(code => ({
              id: code,
              label: label('problem_status', code),
            }))}
            error={refusalOf(outcome, 'status')}
            isRequired
          />
          <DayField
            label={t('problems.on')}
            value={on}
            onChange={setOn}
            max={today()}
            error={refusalOf(outcome, 'on')}
          />
          <TextField
            label={t(status === 'REFERRED' ? 'problems.referredTo' : 'field.note')}
            rows={2}
            value={note}
            onChange={setNote}
            error={refusalOf(outcome, 'note')}
          />
        </>
      )}
    </Ask>
  )
}
