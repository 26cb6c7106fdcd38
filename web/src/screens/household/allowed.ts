// Which acts on a case make sense as it stands and are within somebody's powers; the server decides each time.
import type {
  Action,
  CaseStatus,
  HouseholdClass,
  InterventionStatus,
  ProblemStatus,
  Verification,
} from '~/graph/schema.generated'

export type Stand = {
  status: CaseStatus
  verification?: Verification | null
  class?: HouseholdClass | null
  continuingCare: boolean
  closingProposal?: unknown
}

export type CaseAct =
  | 'verify'
  | 'classify'
  | 'startCare'
  | 'endCare'
  | 'follow'
  | 'resume'
  | 'comment'
  | 'agree'
  | 'returnClosing'
  | 'propose'
  | 'close'
  | 'reopen'
  | 'reassess'

type May = (...acts: Action[]) => boolean

const isOpen = (it: Stand) => it.status !== 'CLOSED'
const isConfirmed = (it: Stand) => it.verification === 'CONFIRMED'

const ACTS: [CaseAct, Action[], (it: Stand) => boolean][] = [
  ['verify', ['VERIFY_CASE'], isOpen],
  ['classify', ['VERIFY_CASE'], it => isOpen(it) && isConfirmed(it)],
  ['follow', ['VERIFY_CASE'], it => it.status === 'BEING_HELPED'],
  ['resume', ['VERIFY_CASE'], it => it.status === 'BEING_FOLLOWED'],
  ['startCare', ['VERIFY_CASE'], it => isOpen(it) && it.class === 'NEEDS_WELFARE' && !it.continuingCare],
  ['endCare', ['VERIFY_CASE'], it => isOpen(it) && it.continuingCare],
  ['agree', ['AGREE_CLOSING'], it => isOpen(it) && Boolean(it.closingProposal)],
  ['returnClosing', ['AGREE_CLOSING'], it => isOpen(it) && Boolean(it.closingProposal)],
  ['propose', ['VERIFY_CASE'], it => isOpen(it) && !it.closingProposal],
  ['close', ['CLOSE_CASE', 'AGREE_CLOSING'], isOpen],
  ['reopen', ['REOPEN_CASE'], it => !isOpen(it)],
  ['reassess', ['REASSESS_CASE'], isOpen],
  ['comment', ['RETURN_RECORD'], () => true],
]

/** The acts on the case itself, in the order of the work. */
export function actsOn(it: Stand, may: May): CaseAct[] {
  return ACTS.filter(([, needs, fits]) => may(...needs) && fits(it)).map(([act]) => act)
}

/** A plan is made with a household that is confirmed as a target. */
export function canPlan(it: Stand, may: May): boolean {
  return may('RECORD_PLAN') && isOpen(it) && isConfirmed(it)
}

const NEXT_OF_PROBLEM: Record<ProblemStatus, ProblemStatus[]> = {
  OPEN: ['IN_PROGRESS', 'REFERRED', 'ESCALATED', 'SOLVED', 'CANNOT_BE_SOLVED', 'NO_LONGER_PRESENT'],
  IN_PROGRESS: ['REFERRED', 'ESCALATED', 'SOLVED', 'CANNOT_BE_SOLVED', 'NO_LONGER_PRESENT'],
  REFERRED: ['IN_PROGRESS', 'ESCALATED', 'SOLVED', 'CANNOT_BE_SOLVED', 'NO_LONGER_PRESENT'],
  ESCALATED: ['IN_PROGRESS', 'REFERRED', 'SOLVED', 'CANNOT_BE_SOLVED', 'NO_LONGER_PRESENT'],
  CANNOT_BE_SOLVED: ['OPEN', 'IN_PROGRESS', 'ESCALATED'],
  SOLVED: ['OPEN'],
  NO_LONGER_PRESENT: ['OPEN'],
}

/** What a problem can become. */
export function nextOfProblem(status: ProblemStatus): ProblemStatus[] {
  return NEXT_OF_PROBLEM[status]
}

export type HelpAct = 'begin' | 'complete' | 'cancel'

/** What can be done with help. */
export function actsOnHelp(status: InterventionStatus): HelpAct[] {
  if (status === 'PLANNED') return ['begin', 'complete', 'cancel']
  return status === 'IN_PROGRESS' ? ['complete', 'cancel'] : []
}
