// What rows tell.
import { expect, test } from 'vitest'
import { headOf, memberCount, unseenFor } from './told'
import type { Row } from './use-cases'

const person = (firstName: string) => ({ title: 'นาย', firstName, lastName: 'สมมุติ' })
const row = (
  members: { isHead: boolean; until: string | null; name: string }[],
  stated: number | null = null,
) =>
  ({
    lastVisitedOn: '2026-02-01',
    household: {
      nMembersStated: stated,
      members: members.map(it => ({ isHead: it.isHead, until: it.until, person: person(it.name) })),
    },
  }) as unknown as Row

test('the head is told of those who belong to it now', () => {
  const left = row([
    { isHead: true, until: '2026-01-01', name: 'ก' },
    { isHead: false, until: null, name: 'ข' },
  ])
  expect(headOf(left)).toBe('นายข สมมุติ')
  expect(memberCount(left)).toBe(1)
})

test('without names the stated number of members stands', () => {
  expect(headOf(row([]))).toBe('')
  expect(memberCount(row([], 4))).toBe(4)
  expect(memberCount(row([]))).toBeNull()
})

test('days since somebody was met', () => {
  expect(unseenFor(row([]), '2026-03-05')).toBe(32)
  expect(unseenFor({ ...row([]), lastVisitedOn: null }, '2026-03-05')).toBeNull()
})
