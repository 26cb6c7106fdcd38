// Which cases are marked: some that were named, or all that the filter finds but some.
import type { CaseFilter, CaseSelection } from '~/graph/schema.generated'

export type Selection =
  /** The case and the version that was read. */
  { of: 'some'; cases: ReadonlyMap<string, number> } | { of: 'all'; except: ReadonlySet<string> }

export const NONE: Selection = { of: 'some', cases: new Map() }
export const ALL: Selection = { of: 'all', except: new Set() }

/** What the server takes at most. */
export const MOST_NAMED = 500
export const MOST_EXCEPT = 100

type Marked = { id: string; version: number }

export function isMarked(selection: Selection, id: string): boolean {
  return selection.of === 'some' ? selection.cases.has(id) : !selection.except.has(id)
}

/** How many are marked of so many that the filter finds. */
export function countMarked(selection: Selection, total: number): number {
  return selection.of === 'some' ? selection.cases.size : Math.max(0, total - selection.except.size)
}

/** Marks a case or takes its mark away; null where the server would not take so many. */
export function toggled(selection: Selection, it: Marked): Selection | null {
  if (selection.of === 'all') {
    const except = new Set(selection.except)
    if (!except.delete(it.id)) except.add(it.id)
    return except.size > MOST_EXCEPT ? null : { of: 'all', except }
  }
  const cases = new Map(selection.cases)
  if (!cases.delete(it.id)) cases.set(it.id, it.version)
  return cases.size > MOST_NAMED ? null : { of: 'some', cases }
}

/** The same without one case; null where the server would not take it. */
export function without(selection: Selection, id: string): Selection | null {
  return isMarked(selection, id) ? toggled(selection, { id, version: 0 }) : selection
}

/** The selection as the server takes it. */
export function asked(selection: Selection, filter: CaseFilter, total: number): CaseSelection {
  if (selection.of === 'some') {
    return { cases: [...selection.cases].map(([caseId, expectedVersion]) => ({ caseId, expectedVersion })) }
  }
  return {
    filter,
    exceptIds: [...selection.except],
    expectedCount: countMarked(selection, total),
  }
}

/** The subdistrict team that all marked cases belong to, where it is one and all of them are here. */
export function teamOf(
  selection: Selection,
  rows: readonly { id: string; team?: { id: string } | null }[],
): string | null {
  if (selection.of === 'all') return null
  const marked = rows.filter(it => selection.cases.has(it.id))
  const team = marked[0]?.team?.id
  const isOne = marked.length === selection.cases.size && marked.every(it => it.team?.id === team)
  return isOne ? (team ?? null) : null
}
