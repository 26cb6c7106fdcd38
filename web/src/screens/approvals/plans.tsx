// Plans that households agreed to and that wait for the district board.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Soft } from '~/base/page'
import { say } from '~/base/said'
import { Answer } from '~/base/state'
import { useFormat } from '~/format/use-format'
import { useAct } from '~/graph/act'
import { usePlace } from '../home/place'
import {
  ApprovalsApprovePlansDocument,
  ApprovalsReturnPlanDocument,
  PlansThatWaitDocument,
  type PlansThatWaitQuery,
} from './approvals.generated'
import { type Agreed, Decide, type Line } from './decide'
import { useFrom } from './lines'
import { agreedOf } from './selection'
import { SendBack } from './send-back'
import { useSaid } from './taking-back'

type Waiting = PlansThatWaitQuery['cases']['nodes'][number]

const planOf = (it: Waiting) => it.plans.find(plan => plan.status === 'AGREED')

export function Plans() {
  const { t } = useTranslation(['approvals', 'home', 'common'])
  const format = useFormat()
  const place = usePlace()
  const from = useFrom()
  const [after, setAfter] = useState<string | null>(null)
  const [result, again] = useQuery({
    query: PlansThatWaitDocument,
    variables: { after },
    requestPolicy: 'cache-and-network',
  })
  const [approve] = useAct(ApprovalsApprovePlansDocument)
  const [giveBack] = useAct(ApprovalsReturnPlanDocument)
  const said = useSaid(() => again({ requestPolicy: 'network-only' }))

  const line = (it: Waiting): Line => {
    const plan = planOf(it)
    return {
      id: it.id,
      caseId: it.id,
      title: it.household.shortNumber ?? t('home:place.noNumber'),
      place: place(it.household, it.area),
      isUrgent: it.urgent,
      what: (
        <>
          <Soft>{t('plans.wayOut')}</Soft> {plan?.wayOut}
        </>
      ),
      from: from(it.mentorTeam?.name ?? it.team?.name, plan?.agreedOn ?? plan?.recordedAt ?? ''),
    }
  }
  const agreeAll = async (leftOut: string[], count: number): Promise<Agreed> =>
    agreedOf(
      await approve({
        selection: { filter: { planStatus: ['AGREED'] }, exceptIds: leftOut, expectedCount: count },
      }),
    )

  return (
    <Answer of={result} retry={again}>
      {({ cases }) => (
        <Decide
          lines={cases.nodes.map(line)}
          total={cases.totalCount ?? cases.nodes.length}
          words={{
            empty: t('plans.empty'),
            agree: (count, leftOut) =>
              leftOut > 0 ? t('plans.agreeBut', { count, leftOut }) : t('plans.agree', { count }),
            told: t('plans.told'),
          }}
          onAgree={agreeAll}
          onDone={agreed => said(t('plans.done', { count: agreed.count }), agreed)}
          loadMore={cases.pageInfo.hasNextPage ? () => setAfter(cases.pageInfo.endCursor ?? null) : undefined}
          acts={line => {
            const plan = cases.nodes.filter(it => it.id === line.id).map(planOf)[0]
            if (!plan) return null
            return (
              <SendBack
                word={t('sendBack.title')}
                of={line.title}
                told={t('plans.returnTold', { number: format.number(plan.number) })}
                isNoteNeeded
                send={(note, version) =>
                  giveBack({
                    caseId: line.id,
                    planId: plan.id,
                    note,
                    expectedVersion: version ?? plan.version,
                  })
                }
                onDone={() => say(t('plans.returned'))}
              />
            )
          }}
        />
      )}
    </Answer>
  )
}
