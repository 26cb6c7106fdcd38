// The household plan in its four parts, with the versions before it.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '~/app/session'
import { Badge, type BadgeTone } from '~/base/badge'
import { Button } from '~/base/button'
import { Card, Row, Soft } from '~/base/page'
import { useFormat, useLabel } from '~/format/use-format'
import type { PlanStatus } from '~/graph/schema.generated'
import { canPlan } from './allowed'
import type { PlanWholeFragment } from './household.generated'
import style from './household.module.css'
import { useMany } from './many'
import { Nothing } from './nothing'
import { ApprovePlan, ReturnPlan } from './plan-decide'
import { PlanForm } from './plan-form'
import { useStory } from './story'

const TONES: Record<PlanStatus, BadgeTone> = {
  DRAFT: 'plain',
  AGREED: 'warn',
  RETURNED: 'urgent',
  APPROVED: 'good',
  REPLACED: 'plain',
}

export function PlanSection() {
  const { t } = useTranslation('household')
  const many = useMany()
  const { it } = useStory()
  const { may } = useSession()
  const [isMaking, setMaking] = useState(false)
  const [newest, ...earlier] = it.plans
  const make = canPlan(it, may) && (
    <Button onPress={() => setMaking(true)}>{t(newest ? 'plan.makeNext' : 'plan.make')}</Button>
  )
  return (
    <>
      {newest ? (
        <Plan plan={newest} acts={make} />
      ) : (
        <Nothing act={make}>{t(noPlan(it.verification))}</Nothing>
      )}
      {earlier.length > 0 && (
        <details className={style.more}>
          <summary>{t('plan.earlier', many(earlier.length))}</summary>
          {earlier.map(plan => (
            <Plan key={plan.id} plan={plan} />
          ))}
        </details>
      )}
      {isMaking && <PlanForm from={newest} onClose={() => setMaking(false)} />}
    </>
  )
}

const noPlan = (verification?: string | null) =>
  verification === 'CONFIRMED' ? 'plan.none' : 'plan.noneUnconfirmed'

function Plan({ plan, acts }: { plan: PlanWholeFragment; acts?: React.ReactNode }) {
  const { t } = useTranslation('household')
  const format = useFormat()
  const label = useLabel()
  const { may } = useSession()
  const { isOpen } = useStory()
  const [asked, setAsked] = useState<'approve' | 'return' | null>(null)
  const waits = isOpen && plan.status === 'AGREED' && may('APPROVE_PLAN')
  const close = () => setAsked(null)
  return (
    <Card>
      <Row>
        <strong>{t('plan.number', { number: format.number(plan.number) })}</strong>
        <Badge tone={TONES[plan.status]}>{label('plan_status', plan.status)}</Badge>
        <Soft>
          {plan.agreedOn && t('plan.agreedOn', { date: format.day(plan.agreedOn) })}
          {plan.approvedOn && ` · ${t('plan.approvedOn', { date: format.day(plan.approvedOn) })}`}
          {plan.approvedBy && ` ${plan.approvedBy.displayName}`}
        </Soft>
      </Row>
      <dl className={style.plan}>
        {(['attitude', 'skills', 'resources', 'wayOut'] as const).map(part => (
          <div key={part}>
            <dt>{t(`plan.${part}`)}</dt>
            <dd>{plan[part] || t('plan.left')}</dd>
          </div>
        ))}
      </dl>
      {(waits || acts) && (
        <Row>
          {waits && (
            <>
              <Button tone="main" onPress={() => setAsked('approve')}>
                {t('plan.approve')}
              </Button>
              <Button onPress={() => setAsked('return')}>{t('plan.return')}</Button>
            </>
          )}
          {acts}
        </Row>
      )}
      {asked === 'approve' && <ApprovePlan plan={plan} onClose={close} />}
      {asked === 'return' && <ReturnPlan plan={plan} onClose={close} />}
    </Card>
  )
}
