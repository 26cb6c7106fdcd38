// How much waits, in numbers: what is nobody's to do here has none.
import { useQuery } from 'urql'
import { useSession } from '~/app/session'
import { WaitingDocument, type WaitingQuery } from './home.generated'

/** Days after which a household counts as not seen for long. */
export const UNSEEN_DAYS = 30

const WAITS = [
  'mine',
  'urgent',
  'withoutMentorTeam',
  'urgentUnseen',
  'unseen',
  'toVerify',
  'rechecks',
  'plans',
  'closings',
  'assignments',
  'proposals',
  'questions',
  'agreements',
] as const
export type Waits = (typeof WAITS)[number]
export type Counts = Partial<Record<Waits, number>>

/** The counts of an answer: what waits to be done, else what may be watched. */
export function countsOf(data: WaitingQuery): Counts {
  const { waiting } = data
  const told: Record<Waits, number | null | undefined> = {
    mine: data.mine?.totalCount,
    urgent: data.urgent?.totalCount,
    withoutMentorTeam: waiting.withoutMentorTeam ?? data.withoutMentorTeam?.totalCount,
    urgentUnseen: waiting.urgentUnseen ?? data.urgentUnseen?.totalCount,
    unseen: waiting.unseen ?? data.unseen?.totalCount,
    toVerify: waiting.toVerify,
    rechecks: waiting.rechecks ?? data.rechecks?.totalCount,
    plans: waiting.plansToApprove,
    closings: waiting.closingsToAgree,
    assignments: waiting.assignmentsToCommit ?? data.preparedAssignments?.length,
    proposals: waiting.proposalsToDecide,
    questions: waiting.linkQuestions,
    // Most offices want no second person: where nothing waits, nothing is said of it.
    agreements: data.importsToAgree?.length || null,
  }
  const counts: Counts = {}
  for (const name of WAITS) {
    const count = told[name]
    if (count != null) counts[name] = count
  }
  return counts
}

/** What waits for whoever is signed in, and how it is asked anew. */
export function useWaiting() {
  const { may } = useSession()
  const visits = may('RECORD_VISIT')
  const [result, again] = useQuery({
    query: WaitingDocument,
    variables: {
      unseenDays: UNSEEN_DAYS,
      visits,
      watches: may('READ_CASE') && !visits,
      prepares: may('PREPARE_ASSIGNMENT'),
      imports: may('IMPORT'),
    },
    requestPolicy: 'cache-and-network',
  })
  return { result, counts: result.data ? countsOf(result.data) : null, again }
}
