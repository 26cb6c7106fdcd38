// Marking cases over all pages.
import { expect, test } from 'vitest'
import {
  ALL,
  asked,
  countMarked,
  isMarked,
  MOST_EXCEPT,
  MOST_NAMED,
  NONE,
  type Selection,
  teamOf,
  toggled,
  without,
} from './selection'

const one = { id: 'a', version: 3 }

test('some are named with the version that was read', () => {
  const some = toggled(NONE, one) ?? NONE
  expect(isMarked(some, 'a')).toBe(true)
  expect(countMarked(some, 900)).toBe(1)
  expect(asked(some, {}, 900)).toEqual({ cases: [{ caseId: 'a', expectedVersion: 3 }] })
  expect(toggled(some, one)).toEqual(NONE)
})

test('all but some are told by the filter and what was seen', () => {
  const most = toggled(ALL, one) ?? ALL
  expect(isMarked(most, 'a')).toBe(false)
  expect(isMarked(most, 'b')).toBe(true)
  expect(asked(most, { urgent: true }, 900)).toEqual({
    filter: { urgent: true },
    exceptIds: ['a'],
    expectedCount: 899,
  })
  expect(without(most, 'a')).toBe(most)
})

test('no more is marked than the server takes', () => {
  const fill = (from: Selection, most: number) => {
    let selection = from
    for (let at = 0; at < most; at++)
      selection = toggled(selection, { id: String(at), version: 1 }) ?? selection
    return selection
  }
  expect(toggled(fill(NONE, MOST_NAMED), one)).toBeNull()
  expect(toggled(fill(ALL, MOST_EXCEPT), one)).toBeNull()
})

test('the team of marked cases is told where it is one', () => {
  const rows = [
    { id: 'a', team: { id: 't' } },
    { id: 'b', team: { id: 't' } },
    { id: 'c', team: null },
  ]
  const of = (...ids: string[]): Selection => ({ of: 'some', cases: new Map(ids.map(it => [it, 1])) })
  expect(teamOf(of('a', 'b'), rows)).toBe('t')
  expect(teamOf(of('a', 'c'), rows)).toBeNull()
  expect(teamOf(of('a', 'elsewhere'), rows)).toBeNull()
  expect(teamOf(ALL, rows)).toBeNull()
})
