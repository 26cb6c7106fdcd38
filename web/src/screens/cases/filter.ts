// Which cases a list shows, as its address says it. What is searched for may be a name or a number: it never stands there.
import type { CaseFilter, CaseOrder } from '~/graph/schema.generated'

export const ORDERS = ['URGENT_FIRST', 'LONGEST_UNSEEN', 'NEWEST_OPENED', 'LOWEST_LEVEL'] as const

/** Filters of several codes: the name in the address, the field, the codes there are. */
export const SEVERAL = {
  status: ['TO_VERIFY', 'BEING_HELPED', 'BEING_FOLLOWED', 'CLOSED'],
  level: ['NOT_YET_ASSESSABLE', 'BELOW_SURVIVE', 'SURVIVE', 'SUFFICIENT', 'SUSTAINABLE'],
  class: ['CAN_DEVELOP', 'NEEDS_WELFARE', 'DECLINES'],
  verification: [
    'CONFIRMED',
    'NOT_IN_NEED',
    'NOT_FOUND',
    'MOVED',
    'DEAD',
    'DUPLICATE',
    'REFUSED',
    'INACCESSIBLE',
  ],
  dimension: ['HEALTH', 'LIVING', 'EDUCATION', 'INCOME', 'ACCESS'],
  problemGroup: ['HOUSING', 'WATER', 'EDUCATION', 'INCOME', 'SAFETY', 'VULNERABLE', 'OTHER'],
  source: ['TPMAP', 'THAIQM', 'BMN', 'WELFARE'],
  planStatus: ['DRAFT', 'AGREED', 'RETURNED', 'APPROVED'],
} as const satisfies { [K in keyof CaseFilter]?: CaseFilter[K] extends infer L ? Readonly<L> : never }

/** Filters that are so, not so, or of no matter. */
export const MARKS = [
  'urgent',
  'withoutMentorTeam',
  'closingProposed',
  'levelSurveyOnly',
  'continuingCare',
] as const

/** Filters by a record. */
export const RECORDS = ['areaId', 'teamId', 'mentorTeamId'] as const

export type SeveralName = keyof typeof SEVERAL
export type MarkName = (typeof MARKS)[number]
export type Filter = Omit<CaseFilter, 'text'>

const names = Object.keys(SEVERAL) as SeveralName[]

/** The filter that an address asks for; what no list knows is passed over. */
export function filterOf(params: URLSearchParams): Filter {
  const filter: Record<string, unknown> = {}
  for (const name of names) {
    const asked = params.get(name)?.toUpperCase().split(',') ?? []
    const codes = SEVERAL[name].filter(it => asked.includes(it))
    if (codes.length > 0) filter[name] = codes
  }
  for (const name of MARKS) {
    const asked = params.get(name)
    if (asked === 'true' || asked === 'false') filter[name] = asked === 'true'
  }
  for (const name of RECORDS) {
    const id = params.get(name)
    if (id && /^[0-9a-f-]{8,64}$/i.test(id)) filter[name] = id
  }
  const days = Number(params.get('unseenForDays') ?? Number.NaN)
  if (Number.isInteger(days) && days >= 0 && days <= 36_500) filter.unseenForDays = days
  return filter
}

/** The order that an address asks for. */
export function orderOf(params: URLSearchParams): CaseOrder {
  const asked = params.get('order')?.toUpperCase()
  return ORDERS.find(it => it === asked) ?? 'URGENT_FIRST'
}

/** The address of a filter and order. */
export function paramsOf(filter: Filter, order: CaseOrder): URLSearchParams {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(filter)) {
    if (value === null || value === undefined) continue
    const told = Array.isArray(value) ? value.join(',').toLowerCase() : String(value)
    if (told) params.set(name, told)
  }
  if (order !== 'URGENT_FIRST') params.set('order', order.toLowerCase())
  return params
}

/** How many things a filter asks for. */
export function countOf(filter: Filter): number {
  return Object.values(filter).filter(it => it !== null && it !== undefined).length
}
