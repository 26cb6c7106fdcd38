// What waits for whom, and where each number leads.
import { expect, test } from 'vitest'
import { addressOf, casesAt, tasksFor, toneOf } from './tasks'

const everything = () => true

test('several roles in one person make one list, each task once', () => {
  const tasks = tasksFor(['SUBDISTRICT_HEAD', 'TEAM_MEMBER'], everything)
  expect(new Set(tasks).size).toBe(tasks.length)
  expect(tasks[0]).toBe('withoutMentorTeam')
  expect(tasks).toContain('drafts')
})

test('what a person may not do is not asked of them', () => {
  expect(tasksFor(['DISTRICT_CHIEF'], (...acts) => acts.includes('APPROVE_PLAN'))).toEqual(['plans'])
})

test('a number of households opens the cases it counts', () => {
  expect(casesAt({ status: ['TO_VERIFY', 'BEING_HELPED'], urgent: true, unseenForDays: 30 })).toBe(
    '/cases?status=to_verify,being_helped&urgent=true&unseenForDays=30',
  )
  expect(addressOf('toVerify')).toBe('/cases?status=to_verify')
})

test('a number of papers opens its list of papers', () => {
  expect(addressOf('plans')).toBe('/approvals?of=plans')
  expect(addressOf('audit')).toBe('/admin/audit')
})

test('nothing urgent is not shown as urgent', () => {
  expect(toneOf('urgentUnseen', 0)).toBeUndefined()
  expect(toneOf('urgentUnseen', 2)).toBe('urgent')
})
