// What people type for a setting, and what is sent.
import { expect, test } from 'vitest'
import { sentOf } from './amount'

test('baht become satang', () => {
  expect(sentOf('1,250.50', true)).toBe('125050')
  expect(sentOf('๑๐', true)).toBe('1000')
})

test('a whole number stays, and what is none is not sent', () => {
  expect(sentOf('15', false)).toBe('15')
  expect(sentOf('1.5', false)).toBeNull()
  expect(sentOf('', false)).toBeNull()
})
