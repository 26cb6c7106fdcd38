// What the form of a visit asks of one household: open problems, what fails, what was promised, what was never known.
import type { VisitCommonQuery, VisitSubjectFragment } from './visit.generated'

export type Common = VisitCommonQuery
export type Subject = VisitSubjectFragment

/** How a question is answered: is the trouble there, does the household save, or how much a month. */
export type Ask = {
  code: string
  text: string
  kind: 'problem' | 'dimension' | 'criterion' | 'saves' | 'money'
}

export type Promised = Subject['interventions']['nodes'][number]

/** Which facts decide a criterion; the first is the one a visit is asked about. */
const SEEN_BY: Record<string, string[]> = {
  has_house: ['q01'],
  has_food: ['bmn.safe_food'],
  has_drinking_water: ['q07', 'bmn.drinking_water'],
  bedridden_cared: ['q22', 'bmn.bedridden_cared', 'bmn.chronic_cared'],
  disabled_cared: ['q23', 'bmn.disabled_cared'],
  elderly_cared: ['q24', 'bmn.elderly_cared'],
  dimension_health: ['dimension.health'],
  dimension_living: ['dimension.living'],
  dimension_education: ['dimension.education'],
  dimension_income: ['dimension.income'],
  dimension_access: ['dimension.access'],
  income_at_line: ['income_per_person'],
  has_savings: ['savings', 'q18', 'bmn.saves'],
}

const LEVELS = ['SURVIVE', 'SUFFICIENT', 'SUSTAINABLE']
const OVER = new Set(['SOLVED', 'NO_LONGER_PRESENT'])

/** The questions, what hurts most first; `facts` are those that the criteria in force look at. */
export function asksOf(subject: Subject, facts: string[]): Ask[] {
  const asks = new Map<string, Ask>()
  for (const it of subject.problems) {
    if (!OVER.has(it.status)) asks.set(it.code, { code: it.code, text: it.text ?? it.code, kind: 'problem' })
  }
  for (const it of subject.failingDimensions) {
    const code = `dimension.${it.toLowerCase()}`
    asks.set(code, { code, text: it, kind: 'dimension' })
  }
  for (const it of unmet(subject)) {
    const seenBy = SEEN_BY[it.code] ?? []
    const code = seenBy[0]
    if (!code || !facts.includes(code) || seenBy.some(fact => asks.has(fact))) continue
    if (code.startsWith('dimension.')) {
      asks.set(code, { code, text: code.slice('dimension.'.length).toUpperCase(), kind: 'dimension' })
    } else {
      asks.set(code, { code, text: it.text, kind: kindOf(code) })
    }
  }
  return [...asks.values()]
}

function kindOf(code: string): Ask['kind'] {
  if (code === 'income_per_person') return 'money'
  return code === 'savings' ? 'saves' : 'criterion'
}

/** Criteria that fail, and of the next level those about which nothing is known. */
function unmet(subject: Subject) {
  const criteria = subject.verdict?.criteria ?? []
  const next = LEVELS.find(level => criteria.some(it => it.level === level && it.isMet !== true))
  return criteria.filter(it => it.isMet === false || (it.isMet === null && it.level === next))
}

/** Help that was promised and not given yet. */
export function promisedTo(subject: Subject): Promised[] {
  return subject.interventions.nodes.filter(it => it.status === 'PLANNED' || it.status === 'IN_PROGRESS')
}

/** Nobody gave this household the privacy notice yet. */
export function isNoticeDue(subject: Subject): boolean {
  return subject.household.consents.every(it => it.kind !== 'notice')
}

/** Problems that can be found new: those in the catalogue that are not asked about anyway. */
export function otherProblems(common: Common, asked: Ask[]) {
  const there = new Set(asked.map(it => it.code))
  return common.problemItems.filter(it => !it.isPositive && !there.has(it.code))
}
