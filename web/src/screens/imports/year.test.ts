// Survey years as they are typed.
import { expect, test } from 'vitest'
import { yearOf } from './year'

test('digits of either kind make a year', () => {
  expect(yearOf('2566', 2570)).toBe(2566)
  expect(yearOf(' ๒๕๖๖', 2570)).toBe(2566)
})

test('a year of the Common Era, to come, or half typed is none', () => {
  expect(yearOf('2023', 2570)).toBeNull()
  expect(yearOf('2571', 2570)).toBeNull()
  expect(yearOf('256', 2570)).toBeNull()
})
