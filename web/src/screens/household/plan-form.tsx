// Writing down the plan that the household agreed to: ทัศนคติ ทักษะ ทรัพยากร ทางออก.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { v7 as newId } from 'uuid'
import { DayField } from '~/base/day-field'
import { TextField } from '~/base/field'
import { refusalOf } from '~/base/refused'
import { today } from '~/format/format'
import { MakePlanDocument } from './acts.generated'
import { Ask } from './ask'
import type { PlanWholeFragment } from './household.generated'
import { useStory } from './story'

const PARTS = ['attitude', 'skills', 'resources', 'wayOut'] as const

export function PlanForm({ from, onClose }: { from?: PlanWholeFragment; onClose: () => void }) {
  const { t } = useTranslation('household')
  const { it } = useStory()
  const [id] = useState(() => newId())
  const [parts, setParts] = useState({
    attitude: from?.attitude ?? '',
    skills: from?.skills ?? '',
    resources: from?.resources ?? '',
    wayOut: from?.wayOut ?? '',
  })
  const [agreedOn, setAgreedOn] = useState<string | null>(today())
  return (
    <Ask
      title={t(from ? 'plan.makeNext' : 'plan.make')}
      lead={from && t('plan.fromBefore')}
      button={t('do.save')}
      document={MakePlanDocument}
      variables={() => ({ caseId: it.id, plan: { id, ...parts, agreedOn: agreedOn ?? today() } })}
      fields={[...PARTS, 'agreedOn']}
      isUnready={!parts.wayOut.trim() || !agreedOn}
      isFirm
      isWide
      said={t('said.plan')}
      onClose={onClose}
    >
      {outcome => (
        <>
          {PARTS.map(part => (
            <TextField
              key={part}
              label={t(`plan.${part}`)}
              hint={t(`plan.hint.${part}`)}
              rows={part === 'wayOut' ? 4 : 2}
              value={parts[part]}
              onChange={text => setParts({ ...parts, [part]: text })}
              error={refusalOf(outcome, part)}
              isRequired={part === 'wayOut'}
            />
          ))}
          <DayField
            label={t('plan.agreedDay')}
            value={agreedOn}
            onChange={setAgreedOn}
            max={today()}
            error={refusalOf(outcome, 'agreedOn')}
            isRequired
          />
        </>
      )}
    </Ask>
  )
}
