// The cells of a row, those that something is the matter with first.
import type { Issue } from './by-kind'

export type Cell = { column: string; value: string; issues: string[] }

/** Cells with issues, a blank one that should hold something among them, then the rest in the order of the file. */
export function cellsOf(cells: { column: string; value: string }[], issues: Issue[]): Cell[] {
  const about = (column: string) => [
    ...new Set(issues.filter(it => it.column === column).map(it => it.message)),
  ]
  const there = cells.map(it => ({ ...it, issues: about(it.column) }))
  const missing = issues
    .flatMap(it => (it.column ? [it.column] : []))
    .filter(column => cells.every(it => it.column !== column))
  const blank = [...new Set(missing)].map(column => ({ column, value: '', issues: about(column) }))
  const isWrong = (it: Cell) => it.issues.length > 0
  return [...there.filter(isWrong), ...blank, ...there.filter(it => !isWrong(it))]
}
