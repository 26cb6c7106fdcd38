// How far the work has come, as one line of steps.
import type { Step } from '~/graph/schema.generated'

const LINE: Step[] = [
  'LISTED',
  'ASSIGNED',
  'VISITED',
  'VERIFIED',
  'CLASSIFIED',
  'PLAN_AGREED',
  'APPROVED',
  'IN_PROGRESS',
  'FOLLOWING',
  'CLOSED',
]

/** Steps beside the line, and the place where they stand on it. */
const BESIDE: Partial<Record<Step, Step>> = {
  ESCALATED: 'IN_PROGRESS',
  SOLVED_AT_DISTRICT: 'IN_PROGRESS',
  CONTINUING_CARE: 'FOLLOWING',
  SOLVED_ELSEWHERE: 'CLOSED',
}

/** The steps in their order, with the present one in its place, and which one that is. */
export function progress(step: Step): { steps: Step[]; at: number } {
  const at = LINE.indexOf(BESIDE[step] ?? step)
  return { steps: LINE.map((it, place) => (place === at ? step : it)), at }
}
