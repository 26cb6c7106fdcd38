// Assignments that officers prepared: the chief commits them, or they are taken back.
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useSession } from '~/app/session'
import { say } from '~/base/said'
import { Answer } from '~/base/state'
import { useAct } from '~/graph/act'
import {
  ApprovalsCommitAssignmentDocument,
  ApprovalsWithdrawAssignmentDocument,
  AssignmentsThatWaitDocument,
  type AssignmentsThatWaitQuery,
} from './approvals.generated'
import { type Agreed, Decide, type Line } from './decide'
import { inTurn } from './in-turn'
import { useFrom } from './lines'
import { SendBack } from './send-back'
import { useSaid } from './taking-back'

type Prepared = AssignmentsThatWaitQuery['preparedAssignments'][number]

export function Assignments() {
  const { t } = useTranslation(['approvals', 'common'])
  const { may } = useSession()
  const from = useFrom()
  const [result, again] = useQuery({
    query: AssignmentsThatWaitDocument,
    requestPolicy: 'cache-and-network',
  })
  const [commit] = useAct(ApprovalsCommitAssignmentDocument)
  const [withdraw] = useAct(ApprovalsWithdrawAssignmentDocument)
  const said = useSaid(() => again({ requestPolicy: 'network-only' }))

  const line = (it: Prepared): Line => {
    const team = it.mentorTeam ?? it.team
    return {
      id: it.id,
      title: t('assignments.title', { count: it.caseCount }),
      place: [it.team?.name, it.mentorTeam?.name].filter(Boolean).join(' › '),
      what: team && t('assignments.load', { count: team.householdCount, name: team.name }),
      from: from(it.by?.displayName, it.at),
    }
  }
  const agree = async (all: Prepared[]): Promise<Agreed> => {
    const turned = await inTurn(all, it => commit({ preparedId: it.id }))
    return {
      count: turned.done.length,
      actIds: turned.done.flatMap(it => it.act?.id ?? []),
      refusals: turned.refused.flatMap(it => it.refusals.map(why => ({ ...why, lineId: it.of.id }))),
      fault: turned.fault,
    }
  }

  return (
    <Answer of={result} retry={again}>
      {({ preparedAssignments: all }) => (
        <Decide
          lines={all.map(line)}
          total={all.length}
          words={{
            empty: t('assignments.empty'),
            agree: (count, leftOut) =>
              leftOut > 0 ? t('assignments.agreeBut', { count, leftOut }) : t('assignments.agree', { count }),
            told: t('assignments.told'),
          }}
          onAgree={may('ASSIGN_CASE') ? leftOut => agree(all.filter(it => !leftOut.includes(it.id))) : null}
          onDone={agreed => said(t('assignments.done', { count: agreed.count }), agreed)}
          acts={line => (
            <SendBack
              word={t('assignments.withdraw')}
              of={line.title}
              told={t('assignments.withdrawTold')}
              isNoteOff
              send={() => withdraw({ preparedId: line.id })}
              onDone={() => say(t('assignments.withdrawn'))}
            />
          )}
        />
      )}
    </Answer>
  )
}
