// What is asked of the figures, as the address says it: it can be kept, sent and opened again.
import type { Facet } from '~/graph/schema.generated'

export type Counted = 'households' | 'persons'

export type Question = {
  /** Null for the whole country. */
  areaId: string | null
  fiscalYear: number
  /** At most two, not the same; the area first. */
  by: Facet[]
  silentDays: number
  counted: Counted
}

export const FACETS: Facet[] = [
  'AREA',
  'LEVEL',
  'STATUS',
  'PROGRESS',
  'DIMENSION',
  'PROBLEM_GROUP',
  'SOURCE',
  'SECTOR',
]

/** Facets of which a household has one value: only these may be stacked, and their lines sum to the whole. */
const EXCLUSIVE: Facet[] = ['AREA', 'LEVEL', 'STATUS']

export const isExclusive = (facet: Facet): boolean => EXCLUSIVE.includes(facet)

const COUNTRY = 'country'
const SILENT_DAYS = 90

/** The area first, since it has the most values; the same facet once. */
export function inOrder(by: Facet[]): Facet[] {
  const once = by.filter((it, at) => by.indexOf(it) === at).slice(0, 2)
  return once.includes('AREA') ? ['AREA', ...once.filter(it => it !== 'AREA')] : once
}

/** The question an address asks; what it leaves out is the person's own area, this year, by area. */
export function questionOf(params: URLSearchParams, own: { areaId: string | null; year: number }): Question {
  const area = params.get('area')
  const by = params.get('by')?.split(',').filter(Boolean) ?? ['AREA']
  const count = (name: string, least: number, most: number) => {
    const value = Number(params.get(name))
    return Number.isInteger(value) && value >= least && value <= most ? value : null
  }
  return {
    areaId: area === null ? own.areaId : area === COUNTRY ? null : area,
    fiscalYear: count('year', 2500, 2700) ?? own.year,
    by: inOrder(by.filter((it): it is Facet => (FACETS as string[]).includes(it))),
    silentDays: count('silent', 1, 3650) ?? SILENT_DAYS,
    counted: params.get('count') === 'persons' ? 'persons' : 'households',
  }
}

/** The address of a question. */
export function addressOf(question: Question): string {
  const params = new URLSearchParams({
    area: question.areaId ?? COUNTRY,
    year: String(question.fiscalYear),
    by: question.by.join(','),
  })
  if (question.silentDays !== SILENT_DAYS) params.set('silent', String(question.silentDays))
  if (question.counted === 'persons') params.set('count', 'persons')
  return `?${params}`
}

/** The variables of the API for it. */
export function variablesOf({ areaId, fiscalYear, by, silentDays }: Question) {
  return { areaId, fiscalYear, by, silentDays }
}
