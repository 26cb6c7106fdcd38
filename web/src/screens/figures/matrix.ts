// The lines of a summary as rows and columns. Nothing is added up here: every total is one the server counted.

import type { FiguresQuery } from './figures.generated'
import type { Counted } from './question'

export type Summary = FiguresQuery['summary']
export type Figure = Summary['total']
export type Count = Figure['households']
export type Head = Summary['lines'][number]['keys'][number]

export type Matrix = {
  rows: Head[]
  /** Values of the second facet; empty with one facet. */
  columns: Head[]
  at: (row: Head, column?: Head) => Figure | undefined
}

/** A facet's value, told from others of the same facet. */
export const headKey = (head: Head): string =>
  head.isTotal ? 'total' : (head.area?.id ?? head.value ?? 'unknown')

const cellKey = (keys: Head[]): string => keys.map(headKey).join('|')

/** Rows are the first facet, columns the second, totals last. */
export function matrixOf({ lines }: Pick<Summary, 'lines'>): Matrix {
  const cells = new Map<string, Figure>()
  const seen: [Map<string, Head>, Map<string, Head>] = [new Map(), new Map()]
  for (const { keys, figure } of lines) {
    cells.set(cellKey(keys), figure)
    keys.forEach((head, at) => {
      const heads = seen[at]
      if (heads && !heads.has(headKey(head))) heads.set(headKey(head), head)
    })
  }
  const ordered = (heads: Map<string, Head>) =>
    [...heads.values()].sort((one, other) => Number(one.isTotal) - Number(other.isTotal))
  return {
    rows: ordered(seen[0]),
    columns: ordered(seen[1]),
    at: (row, column) => cells.get(cellKey(column ? [row, column] : [row])),
  }
}

/** True where no number of the row is shown. */
export function isHidden(matrix: Matrix, row: Head): boolean {
  const figures = matrix.columns.length > 0 ? matrix.columns.map(it => matrix.at(row, it)) : [matrix.at(row)]
  return figures.every(it => it === undefined || it.households.value === null)
}

/** The rows by a number, largest first; withheld ones after the shown, the total last. */
export function byNumber(matrix: Matrix, counted: Counted, column?: Head): Head[] {
  const value = (row: Head) => matrix.at(row, column)?.[counted].value ?? -1
  return [...matrix.rows].sort(
    (one, other) => Number(one.isTotal) - Number(other.isTotal) || value(other) - value(one),
  )
}
