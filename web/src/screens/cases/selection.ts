// Which cases are marked: some that were named, or all that the filter finds but some.
import type { CaseFilter, CaseSelection } from '~/graph/schema.generated'

export type Selection =
  /** By their ids, as they were read. */
  { of: 'some'; cases: ReadonlyMap<string, Marked> } | { of: 'all'; except: ReadonlySet<string> }

export const NONE: Selection = { of: 'some', cases: new Map() }
export const ALL: Selection = { of: 'all', except: new Set() }

/** What the server takes at most. */
export const MOST_NAMED = 500
export const MOST_EXCEPT = 100

type Marked = { id: string; version: number; team?: { id: string } | null }

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
  if (!cases.delete(it.id)) cases.set(it.id, it)
  return cases.size > MOST_NAMED ? null : { of: 'some', cases }
}

/** The same without one case; null where the server would not take it. */
export function without(selection: Selection, id: string): Selection | null {
  return isMarked(selection, id) ? toggled(selection, { id, version: 0 }) : selection
}

/** The selection as the server takes it. */
export function asked(selection: Selection, filter: CaseFilter, total: number): CaseSelection {
  if (selection.of === 'some') {
    return {
      cases: [...selection.cases.values()].map(it => ({ caseId: it.id, expectedVersion: it.version })),
    }
  }
  return {
    filter,
    exceptIds: [...selection.except],
    expectedCount: countMarked(selection, total),
  }
}

/** The subdistrict team that all marked cases belong to, where they are named and it is one. */
export function teamOf(selection: Selection): string | null {
  if (selection.of === 'all') return null
  const teams = new Set([...selection.cases.values()].map(it => it.team?.id ?? null))
  const [team = null] = teams
  return teams.size === 1 ? team : null
}
