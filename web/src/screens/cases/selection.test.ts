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
  const of = (...teams: (string | null)[]): Selection => {
    const cases = teams.map((id, at) => ({ id: `${at}`, version: 1, team: id ? { id } : null }))
    return { of: 'some', cases: new Map(cases.map(it => [it.id, it])) }
  }
  expect(teamOf(of('t', 't'))).toBe('t')
  expect(teamOf(of('t', 'u'))).toBeNull()
  expect(teamOf(of('t', null))).toBeNull()
  expect(teamOf(of(null))).toBeNull()
  expect(teamOf(NONE)).toBeNull()
  expect(teamOf(ALL)).toBeNull()
})
