// Which papers are shown to whom, and which first.
import { expect, test } from 'vitest'
import type { Action } from '~/graph/schema.generated'
import { partShown, partsFor } from './parts'

const holds =
  (...held: Action[]) =>
  (...acts: Action[]) =>
    acts.some(it => held.includes(it))

test('a head of a subdistrict team sees proposals alone', () => {
  expect(partsFor(holds('ACCEPT_PROPOSAL', 'READ_CASE'))).toEqual(['proposals'])
})

test('who prepares an assignment sees it wait', () => {
  expect(partsFor(holds('PREPARE_ASSIGNMENT'))).toEqual(['assignments'])
})

test('the part that was asked for is shown, else the first with something in it', () => {
  const parts = partsFor(holds('ASSIGN_CASE', 'APPROVE_PLAN', 'AGREE_CLOSING', 'ACCEPT_PROPOSAL'))
  expect(partShown(parts, 'closings', {})).toBe('closings')
  expect(partShown(parts, 'nothing', { assignments: 0, plans: 3 })).toBe('plans')
  expect(partShown(parts, null, {})).toBe('assignments')
  expect(partShown([], 'plans', {})).toBeUndefined()
})
