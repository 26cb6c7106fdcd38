// All pages of a list as lines of a file, told of as it goes and stopped when asked.
import type { Client } from 'urql'
import { type Fault, faultOf } from '~/graph/fault'
import type { CaseFilter, CaseOrder } from '~/graph/schema.generated'
import { CasesDocument } from './cases.generated'
import { PAGE, type Row } from './use-cases'

export type Taken = { lines: string[][]; fault: Fault | null }

/** The lines of all cases that a filter finds. */
export async function takeOut(
  client: Client,
  filter: CaseFilter,
  order: CaseOrder,
  lineOf: (row: Row) => string[],
  tell: (done: number, total: number | null) => void,
  isStopped: () => boolean,
): Promise<Taken> {
  const lines: string[][] = []
  let after: string | null = null
  do {
    const variables: { filter: CaseFilter; order: CaseOrder; first: number; after: string | null } = {
      filter,
      order,
      first: PAGE,
      after,
    }
    const { data, error } = await client.query(CasesDocument, variables).toPromise()
    if (error) return { lines, fault: faultOf(error) }
    if (!data) break
    lines.push(...data.cases.nodes.map(lineOf))
    tell(lines.length, data.cases.totalCount ?? null)
    after = data.cases.pageInfo.hasNextPage ? (data.cases.pageInfo.endCursor ?? null) : null
  } while (after && !isStopped())
  return { lines, fault: null }
}

/** Hands a text over as a file; nothing of it stays in the page. */
export function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
