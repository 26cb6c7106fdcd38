// What each source says in which year, side by side: from lists of results to one table.
import type { Dimension, Source } from '~/graph/schema.generated'

export type Asked = { id: string }

export type Result<P extends Asked> = {
  source: Source
  surveyYear: number
  person?: P | null
  failingDimensions?: Dimension[] | null
  knownDimensions?: Dimension[] | null
  incomePerPersonPerYear?: string | null
  nMembers?: number | null
  hasCard?: boolean | null
  answers: { code: string; text: string; result: string }[]
}

export type MarkKind =
  | 'pass'
  | 'fail'
  | 'not_applicable'
  | 'not_asked'
  | 'refused'
  | 'problem'
  | 'noProblem'
  | 'present'
  | 'absent'
  | 'amount'
  | 'count'
  | 'card'
  | 'noCard'

/** One value of one source in one year, and of whom it was said; of nobody where it is the household's. */
export type Mark<P> = { kind: MarkKind; amount: string; of: P[] }

export type Column = { key: string; source: Source; year: number }
export type RowGroup = 'facts' | 'dimension' | 'indicator' | 'item'
export type Row<P> = { group: RowGroup; code: string; text: string; cells: Map<string, Mark<P>[]> }

const SOURCES: Source[] = ['TPMAP', 'BMN', 'THAIQM', 'WELFARE']
const DIMENSIONS: Dimension[] = ['HEALTH', 'LIVING', 'EDUCATION', 'INCOME', 'ACCESS']
const GROUPS: RowGroup[] = ['facts', 'dimension', 'indicator', 'item']

const INDICATOR: MarkKind[] = ['pass', 'fail', 'not_applicable', 'not_asked', 'refused']

/** A count of an item is a problem, or something good where the item asks for that. */
function markOf(code: string, result: string, positive: Set<string>): { kind: MarkKind; amount: string } {
  const kind = INDICATOR.find(it => it === result)
  if (kind) return { kind, amount: '' }
  const isThere = Number(result) > 0
  if (positive.has(code)) return { kind: isThere ? 'present' : 'absent', amount: '' }
  return { kind: isThere ? 'problem' : 'noProblem', amount: isThere ? result : '' }
}

/** The columns, newest year first, and a row for everything that some source says. */
export function tabulate<P extends Asked>(
  results: Result<P>[],
  positive: Set<string>,
): { columns: Column[]; rows: Row<P>[] } {
  const columns = new Map<string, Column>()
  const rows = new Map<string, Row<P>>()

  const put = (
    group: RowGroup,
    code: string,
    text: string,
    result: Result<P>,
    kind: MarkKind,
    amount = '',
  ) => {
    const row = rows.get(code) ?? { group, code, text, cells: new Map<string, Mark<P>[]>() }
    rows.set(code, row)
    const key = `${result.source} ${result.surveyYear}`
    const marks = row.cells.get(key) ?? []
    row.cells.set(key, marks)
    const same = marks.find(it => it.kind === kind && it.amount === amount)
    const mark = same ?? { kind, amount, of: [] }
    if (!same) marks.push(mark)
    if (result.person && !mark.of.some(it => it.id === result.person?.id)) mark.of.push(result.person)
  }

  for (const result of results) {
    const { source, surveyYear: year } = result
    const key = `${source} ${year}`
    columns.set(key, { key, source, year })
    if (result.incomePerPersonPerYear) {
      put('facts', 'income', '', result, 'amount', result.incomePerPersonPerYear)
    }
    if (typeof result.nMembers === 'number') {
      put('facts', 'members', '', result, 'count', String(result.nMembers))
    }
    if (typeof result.hasCard === 'boolean') {
      put('facts', 'card', '', result, result.hasCard ? 'card' : 'noCard')
    }
    if (result.knownDimensions) {
      for (const code of DIMENSIONS) {
        const isKnown = result.knownDimensions.includes(code)
        const fails = result.failingDimensions?.includes(code)
        put('dimension', code, '', result, isKnown ? (fails ? 'fail' : 'pass') : 'not_asked')
      }
    }
    for (const { code, text, result: told } of result.answers) {
      const { kind, amount } = markOf(code, told, positive)
      put(code.startsWith('bmn.') ? 'indicator' : 'item', code, text, result, kind, amount)
    }
  }

  return {
    columns: [...columns.values()].sort(
      (a, b) => b.year - a.year || SOURCES.indexOf(a.source) - SOURCES.indexOf(b.source),
    ),
    rows: [...rows.values()].sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group)),
  }
}

/** Rows that somebody should look at: a trouble is told somewhere. Facts and dimensions always are. */
export function isNotable<P>(row: Row<P>): boolean {
  if (row.group === 'facts' || row.group === 'dimension') return true
  return [...row.cells.values()].flat().some(it => it.kind === 'fail' || it.kind === 'problem')
}
