// What waits for whom: the numbers of each role, in the order of the day's work, and the list that each number opens.
import type { Action, CaseFilter, Role } from '~/graph/schema.generated'
import { UNSEEN_DAYS, type Waits } from './waiting'

const WAYS = ['drafts', 'audit', 'accounts', 'figures', 'propose'] as const
export type Task = Waits | 'imports' | (typeof WAYS)[number]

/** Something waits there, in a number; else it is the way to a place alone. */
export const waits = (task: Task): boolean => !(WAYS as readonly Task[]).includes(task)

const OFFICE: Task[] = [
  'toVerify',
  'withoutMentorTeam',
  'urgentUnseen',
  'assignments',
  'questions',
  'agreements',
  'imports',
]
const IN_THE_FIELD: Task[] = ['mine', 'urgent', 'unseen', 'toVerify', 'drafts', 'propose']
const ABOVE: Task[] = ['urgentUnseen', 'unseen', 'rechecks', 'figures']

const OF_ROLE: Partial<Record<Role, Task[]>> = {
  DISTRICT_CHIEF: [
    'assignments',
    'plans',
    'closings',
    'proposals',
    'agreements',
    'withoutMentorTeam',
    'urgentUnseen',
  ],
  DISTRICT_OFFICER: OFFICE,
  BOARD_SECRETARY: OFFICE,
  SUBDISTRICT_HEAD: ['withoutMentorTeam', 'proposals', 'urgentUnseen', 'unseen', 'questions'],
  TEAM_MEMBER: IN_THE_FIELD,
  MENTOR: IN_THE_FIELD,
  LOCAL_OFFICER: ['mine', 'urgent', 'unseen', 'drafts', 'questions', 'propose'],
  VILLAGE_REPORTER: ['propose', 'questions'],
  COMPLAINT_OFFICER: ['propose', 'urgentUnseen'],
  GOVERNOR: ABOVE,
  PROVINCIAL_OFFICE_HEAD: [...ABOVE, 'agreements', 'imports'],
  PROVINCE_OFFICER: [...ABOVE, 'questions', 'agreements', 'imports'],
  MINISTRY_ANALYST: ['figures'],
  MEDIA: ['figures'],
  AUDITOR: ['audit', 'figures'],
  SYSTEM_ADMINISTRATOR: ['accounts', 'figures'],
}

const NEEDS: Partial<Record<Task, Action[]>> = {
  questions: ['ANSWER_LINK_QUESTION'],
  imports: ['IMPORT'],
  agreements: ['IMPORT'],
  drafts: ['RECORD_VISIT'],
  audit: ['READ_AUDIT'],
  accounts: ['MANAGE_ACCOUNTS'],
  figures: ['READ_FIGURES'],
  propose: ['PROPOSE_HOUSEHOLD'],
  plans: ['APPROVE_PLAN'],
  closings: ['AGREE_CLOSING'],
  proposals: ['ACCEPT_PROPOSAL'],
  assignments: ['ASSIGN_CASE', 'PREPARE_ASSIGNMENT'],
}

/** The tasks of somebody with these roles, each once. */
export function tasksFor(roles: Role[], may: (...acts: Action[]) => boolean): Task[] {
  const tasks = roles.flatMap(it => OF_ROLE[it] ?? [])
  return [...new Set(tasks)].filter(it => may(...(NEEDS[it] ?? ['READ_CASE'])))
}

const OPEN: CaseFilter = { status: ['TO_VERIFY', 'BEING_HELPED', 'BEING_FOLLOWED'] }

const FILTERS: Partial<Record<Task, CaseFilter>> = {
  mine: OPEN,
  urgent: { ...OPEN, urgent: true },
  withoutMentorTeam: { ...OPEN, withoutMentorTeam: true },
  urgentUnseen: { ...OPEN, urgent: true, unseenForDays: UNSEEN_DAYS },
  unseen: { ...OPEN, unseenForDays: UNSEEN_DAYS },
  toVerify: { status: ['TO_VERIFY'] },
  rechecks: { ...OPEN, levelSurveyOnly: true },
}

/** The address of a list of cases: the names of the filter's fields, codes in small letters. */
export function casesAt(filter: CaseFilter): string {
  const params = Object.entries(filter).map(
    ([name, value]) => `${name}=${String(Array.isArray(value) ? value.join(',') : value).toLowerCase()}`,
  )
  return `/cases?${params.join('&')}`
}

/** Where the number leads. */
export function addressOf(task: Task): string {
  const filter = FILTERS[task]
  if (filter) return casesAt(filter)
  switch (task) {
    case 'questions':
    case 'imports':
    case 'figures':
    case 'propose':
      return `/${task}`
    case 'drafts':
      return '/visits'
    case 'audit':
      return '/admin/audit'
    case 'accounts':
      return '/admin'
    case 'agreements':
      return '/imports'
    default:
      return `/approvals?of=${task}`
  }
}

/** What must be looked at first stands out, where there is any. */
export function toneOf(task: Task, count: number): 'urgent' | 'warn' | undefined {
  if (count === 0) return undefined
  if (task === 'urgentUnseen' || task === 'urgent') return 'urgent'
  return task === 'withoutMentorTeam' || task === 'unseen' ? 'warn' : undefined
}
