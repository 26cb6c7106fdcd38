// What is on screen, to take elsewhere: a CSV file that office programs open, the query, a line for the shell.
import type { Head, Matrix } from './matrix'

type Words = {
  name: (head: Head) => string
  withheld: (reason: 'SMALL' | 'COMPLEMENTARY') => string
  households: string
  persons: string
  of: string
}

/** One field of a CSV file; what a spreadsheet would take for a formula is made text. */
export function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const lineOf = (fields: string[]): string => fields.map(field).join(',')

/** The table with a block of notes below it; UTF-8 with a mark at the beginning, as office programs want it. */
export function csvOf(matrix: Matrix, words: Words, notes: [string, string][]): string {
  const columns = matrix.columns.length > 0 ? matrix.columns : [undefined]
  const titled = (column: Head | undefined, unit: string) =>
    column ? `${words.name(column)} (${unit})` : unit
  const told = (count?: { value?: number | null; withheld?: 'SMALL' | 'COMPLEMENTARY' | null }) =>
    count?.value != null ? String(count.value) : count?.withheld ? words.withheld(count.withheld) : ''
  const head = [
    words.of,
    'code',
    ...columns.flatMap(it => [titled(it, words.households), titled(it, words.persons)]),
  ]
  const body = matrix.rows.map(row => [
    words.name(row),
    row.isTotal ? '' : (row.area?.code ?? row.value ?? ''),
    ...columns.flatMap(it => {
      const figure = matrix.at(row, it)
      return [told(figure?.households), told(figure?.persons)]
    }),
  ])
  return `\uFEFF${[head, ...body, [], ...notes].map(lineOf).join('\r\n')}\r\n`
}

/** A line for the shell that asks the same; the token stays outside it. */
export function curlOf(origin: string, query: string, variables: unknown): string {
  const body = JSON.stringify({ query: query.replace(/\s+/g, ' ').trim(), variables }).replaceAll(
    "'",
    "'\\''",
  )
  return [
    `curl -sS ${origin}/graphql`,
    '-H "Authorization: Bearer $TOKEN"',
    "-H 'Content-Type: application/json'",
    `--data '${body}'`,
  ].join(' \\\n  ')
}

/** Has the browser keep a text as a file. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
