// Approving a plan for the board, or sending it back.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '~/base/field'
import { refusalOf } from '~/base/refused'
import { useFormat } from '~/format/use-format'
import { ApprovePlanDocument, ReturnPlanDocument } from './acts.generated'
import { Ask } from './ask'
import type { PlanWholeFragment } from './household.generated'
import { useStory } from './story'

type Decides = { plan: PlanWholeFragment; onClose: () => void }

export function ApprovePlan({ plan, onClose }: Decides) {
  const { t } = useTranslation('household')
  const format = useFormat()
  const { it } = useStory()
  return (
    <Ask
      title={t('plan.approve')}
      lead={t('plan.approveLead', { number: format.number(plan.number) })}
      button={t('plan.approve')}
      document={ApprovePlanDocument}
      variables={expectedVersion => ({ caseId: it.id, planId: plan.id, expectedVersion })}
      version={plan.version}
      family="plan_status"
      said={t('said.planApproved')}
      onClose={onClose}
    />
  )
}

export function ReturnPlan({ plan, onClose }: Decides) {
  const { t } = useTranslation('household')
  const { it } = useStory()
  const [note, setNote] = useState('')
  return (
    <Ask
      title={t('plan.return')}
      button={t('plan.return')}
      document={ReturnPlanDocument}
      variables={expectedVersion => ({ caseId: it.id, planId: plan.id, note: note.trim(), expectedVersion })}
      version={plan.version}
      family="plan_status"
      fields={['note']}
      isUnready={!note.trim()}
      said={t('said.planReturned')}
      onClose={onClose}
    >
      {outcome => (
        <TextField
          label={t('plan.whatToCorrect')}
          rows={4}
          value={note}
          onChange={setNote}
          error={refusalOf(outcome, 'note')}
          isRequired
          autoFocus
        />
      )}
    </Ask>
  )
}
