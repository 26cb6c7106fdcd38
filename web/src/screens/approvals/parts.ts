// The kinds of paper that wait for a decision, and who sees which.
import type { Action } from '~/graph/schema.generated'

export const PARTS = ['assignments', 'plans', 'closings', 'proposals'] as const
export type Part = (typeof PARTS)[number]

const NEEDS: Record<Part, Action[]> = {
  assignments: ['ASSIGN_CASE', 'PREPARE_ASSIGNMENT'],
  plans: ['APPROVE_PLAN'],
  closings: ['AGREE_CLOSING'],
  proposals: ['ACCEPT_PROPOSAL'],
}

/** The parts for somebody who may do these acts. */
export function partsFor(may: (...acts: Action[]) => boolean): Part[] {
  return PARTS.filter(it => may(...NEEDS[it]))
}

/** The part that was asked for, else the first in which something waits, else the first. */
export function partShown(
  parts: Part[],
  asked: string | null,
  counts: Partial<Record<Part, number>>,
): Part | undefined {
  return parts.find(it => it === asked) ?? parts.find(it => (counts[it] ?? 0) > 0) ?? parts[0]
}
