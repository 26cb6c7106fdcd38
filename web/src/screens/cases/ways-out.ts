// What can be done where some of the marked cases stand in the way of an act: it is done to all of them or none.

/** Cases that stand in the way for one reason. */
type Refused = { caseCount: number; caseIds: readonly string[] }

/** Where they lie. */
type Lying<A> = { areas: readonly { caseCount: number; area?: A | null }[] }

/** The act would be refused as it stands. */
export function isInTheWay(preview: { refusals: unknown[] } | null | undefined): boolean {
  return Boolean(preview && preview.refusals.length > 0)
}

/** A preview that is asked anew is none yet: what it said was of other cases or another team. */
export function asked<P extends { fetching: boolean; data?: unknown }>(preview: P): P {
  return preview.fetching ? { ...preview, data: undefined } : preview
}

/** How many cases stand in the way. */
export function countInTheWay(refusals: readonly Refused[]): number {
  return refusals.reduce((sum, it) => sum + it.caseCount, 0)
}

/** The cases to leave out, where all of them can be and something is left; else none. */
export function toLeaveOut(refusals: readonly Refused[], caseCount: number, most: number): string[] {
  const ids = refusals.flatMap(it => it.caseIds)
  const count = countInTheWay(refusals)
  return ids.length === count && count <= most && count < caseCount ? ids : []
}

/** The areas that cases in the way lie in, the most first: their own team can be given them by itself. */
export function areasOf<A extends { id: string }>(
  refusals: readonly Lying<A>[],
  most = 6,
): { area: A; caseCount: number }[] {
  const counts = new Map<string, { area: A; caseCount: number }>()
  for (const { area, caseCount } of refusals.flatMap(it => it.areas)) {
    if (area) counts.set(area.id, { area, caseCount: caseCount + (counts.get(area.id)?.caseCount ?? 0) })
  }
  return [...counts.values()].sort((a, b) => b.caseCount - a.caseCount).slice(0, most)
}
