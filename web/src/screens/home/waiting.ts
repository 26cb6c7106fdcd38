// How much waits, in numbers: what a person may not do has none.
import { useQuery } from 'urql'
import { useSession } from '~/app/session'
import { WaitingDocument, type WaitingQuery } from './home.generated'

/** Days after which a household counts as not seen for long. */
export const UNSEEN_DAYS = 30

export type Waits =
  | 'mine'
  | 'urgent'
  | 'withoutMentorTeam'
  | 'urgentUnseen'
  | 'unseen'
  | 'toVerify'
  | 'rechecks'
  | 'plans'
  | 'closings'
  | 'assignments'
  | 'proposals'

/** A count, or at least so many. */
export type Waited = { count: number; isMore: boolean }
export type Counts = Partial<Record<Waits, Waited>>

/** The counts of an answer. */
export function countsOf(data: Partial<WaitingQuery>): Counts {
  const counts: Counts = {}
  for (const name of [
    'mine',
    'urgent',
    'withoutMentorTeam',
    'urgentUnseen',
    'unseen',
    'toVerify',
    'rechecks',
    'plans',
    'closings',
  ] as const) {
    const count = data[name]?.totalCount
    if (count != null) counts[name] = { count, isMore: false }
  }
  if (data.preparedAssignments) {
    counts.assignments = { count: data.preparedAssignments.length, isMore: false }
  }
  if (data.proposals) {
    counts.proposals = { count: data.proposals.nodes.length, isMore: data.proposals.pageInfo.hasNextPage }
  }
  return counts
}

/** What waits for whoever is signed in, and how it is asked anew. */
export function useWaiting() {
  const { may } = useSession()
  const [result, again] = useQuery({
    query: WaitingDocument,
    variables: {
      unseenDays: UNSEEN_DAYS,
      cases: may('READ_CASE'),
      plans: may('APPROVE_PLAN'),
      closings: may('AGREE_CLOSING'),
      assignments: may('ASSIGN_CASE', 'PREPARE_ASSIGNMENT'),
      proposals: may('ACCEPT_PROPOSAL'),
    },
    requestPolicy: 'cache-and-network',
  })
  return { result, counts: result.data ? countsOf(result.data) : null, again }
}
