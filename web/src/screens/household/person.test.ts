import { expect, test } from 'vitest'
import { ageOf, nameOf } from './person'

test('a Thai title stands at the first name', () => {
  expect(nameOf({ title: 'นาย', firstName: 'ก', lastName: 'ข' })).toBe('นายก ข')
  expect(nameOf({ title: 'Mr', firstName: 'A', lastName: null })).toBe('Mr A')
  expect(nameOf({})).toBe('')
})

test('years are full years', () => {
  expect(ageOf('2000-11-23', '2026-11-22')).toEqual({ years: 25, isRough: false })
  expect(ageOf('2000-11-22', '2026-11-22')).toEqual({ years: 26, isRough: false })
  expect(ageOf('2000', '2026-11-22')).toEqual({ years: 26, isRough: true })
  expect(ageOf('2000-12', '2026-11-22')).toEqual({ years: 25, isRough: true })
  expect(ageOf(null)).toBeNull()
})
