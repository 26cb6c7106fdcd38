// Rows with something the matter, put together by what it is.
export type Issue = {
  code: string
  message: string
  field?: string | null
  column?: string | null
  value?: string | null
}
export type IssueRow<I extends Issue = Issue> = { sheet: string; row: number; issues: I[] }
export type Kind<R extends IssueRow> = { code: string; message: string; rows: R[] }

/** The kinds, what most rows have first; a row stands under each of its own. */
export function byKind<R extends IssueRow>(rows: R[]): Kind<R>[] {
  const kinds = new Map<string, Kind<R>>()
  for (const row of rows) {
    for (const code of new Set(row.issues.map(it => it.code))) {
      const message = row.issues.find(it => it.code === code)?.message ?? code
      const kind = kinds.get(code) ?? { code, message, rows: [] }
      kind.rows.push(row)
      kinds.set(code, kind)
    }
  }
  return [...kinds.values()].sort((a, b) => b.rows.length - a.rows.length)
}

/** Rows by their sheets, those that follow each other as one span: 4–9, 12. */
export function spans(
  rows: { sheet: string; row: number }[],
): { sheet: string; spans: [number, number][] }[] {
  const sheets = new Map<string, [number, number][]>()
  for (const { sheet, row } of rows) {
    const of = sheets.get(sheet) ?? []
    const last = of.at(-1)
    if (last && row === last[1] + 1) last[1] = row
    else of.push([row, row])
    sheets.set(sheet, of)
  }
  return [...sheets].map(([sheet, of]) => ({ sheet, spans: of }))
}
