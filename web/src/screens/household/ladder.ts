// What stands between a household and its next level, by the verdict.
import type { Level } from '~/graph/schema.generated'

export type Judged = { code: string; level?: Level | null; isMet?: boolean | null }

const LADDER: Level[] = ['BELOW_SURVIVE', 'SURVIVE', 'SUFFICIENT', 'SUSTAINABLE']

/** The next level up; null at the top. What cannot be assessed yet strives for the first. */
export function nextLevel(level: Level): Level | null {
  return LADDER[LADDER.indexOf(level === 'NOT_YET_ASSESSABLE' ? 'BELOW_SURVIVE' : level) + 1] ?? null
}

/** The criteria up to the next level that are not met, and those of which nothing is known. */
export function between<C extends Judged>(level: Level, criteria: C[]): { unmet: C[]; unknown: C[] } {
  const next = nextLevel(level)
  const upTo = next ? LADDER.indexOf(next) : -1
  const counted = criteria.filter(it => it.level && LADDER.indexOf(it.level) <= upTo)
  return {
    unmet: counted.filter(it => it.isMet === false),
    unknown: counted.filter(it => it.isMet === null || it.isMet === undefined),
  }
}

/** The criteria by the level that needs them, lowest first. */
export function byLevel<C extends Judged>(criteria: C[]): [Level, C[]][] {
  return LADDER.map((level): [Level, C[]] => [level, criteria.filter(it => it.level === level)]).filter(
    ([, of]) => of.length > 0,
  )
}
