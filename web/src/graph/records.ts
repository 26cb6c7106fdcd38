// Records kept in memory only: how pages of them grow, and which lists an act makes stale.
import { type Cache, type CacheExchangeOpts, cacheExchange } from '@urql/exchange-graphcache'
import { relayPagination } from '@urql/exchange-graphcache/extras'
import type { Exchange } from 'urql'
import { acts, embedded, pages } from './facts.generated'

/** Who keeps pages of a list outside the cache. */
const keepers = new Set<(fields: string[]) => void>()

/** Tells which lists an act made stale; the answer ends it. */
export function onStale(hear: (fields: string[]) => void): () => void {
  keepers.add(hear)
  return () => keepers.delete(hear)
}

/** Forgets lists of the root, so that the next look at them asks anew. */
function forget(cache: Cache, ...fields: string[]): void {
  for (const hear of keepers) hear(fields)
  for (const { fieldKey, fieldName } of cache.inspectFields('Query')) {
    if (fields.includes(fieldName)) cache.invalidate('Query', fieldKey)
  }
}

/** Everything that a change of cases shows in. */
const OF_CASES = [
  'cases',
  'caseCounts',
  'waiting',
  'proposals',
  'teams',
  'team',
  'bulkActs',
  'preparedAssignments',
  'summary',
  'assignmentPreview',
  'sharingPreview',
]

const OF_ACT: Record<string, string[]> = {
  account: ['accounts'],
  grant: ['accounts'],
  token: ['tokens'],
  team: ['teams', 'team', 'cases'],
  cases: OF_CASES,
  case: OF_CASES,
  assignment: OF_CASES,
  act: OF_CASES,
  plans: OF_CASES,
  proposals: OF_CASES,
  proposal: OF_CASES,
  household: OF_CASES,
  import: [
    'imports',
    'importChecks',
    'import',
    'rejectedRows',
    'rowsNoLongerListed',
    'linkQuestions',
    ...OF_CASES,
  ],
  link: ['linkQuestions', 'linkQuestion', 'case', ...OF_CASES],
  person: ['case', ...OF_CASES],
  correction: ['case', ...OF_CASES],
  parameter: ['parameterSets'],
  office: ['officeSettings'],
  saved: ['savedViews'],
  hand: ['handBack', 'handBackMarks'],
}

/** `caseClose` is an act on `case`; what it says of itself stands in its answer, lists are asked anew. */
function after(name: string): string[] {
  return OF_ACT[/^[a-z]+/.exec(name)?.[0] ?? ''] ?? []
}

const RULES: CacheExchangeOpts = {
  keys: Object.fromEntries(embedded.map(name => [name, () => null])),
  // Pages of a list are kept as one list that grows.
  resolvers: Object.fromEntries(
    Object.entries(pages).map(([type, fields]) => [
      type,
      Object.fromEntries(fields.map(it => [it, relayPagination()])),
    ]),
  ),
  updates: {
    Mutation: Object.fromEntries(
      acts.map(name => [
        name,
        (_result: unknown, _args: unknown, cache: Cache) => forget(cache, ...after(name)),
      ]),
    ),
  },
}

/** The records of one session: whoever comes next gets others, so that nothing of one is shown to the next. */
export function keepRecords(): Exchange {
  return cacheExchange(RULES)
}
