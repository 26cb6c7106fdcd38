// When a correction can be looked over, and what of a number is shown.
import { expect, test } from 'vitest'
import { type Draft, digitsOf, isReady, masked } from './correction'

const draft: Draft = { kind: null, to: null, number: '', on: '2026-01-05' }

test('a move needs a household, a new number its thirteen digits, and all of them a day', () => {
  expect(isReady(draft)).toBe(false)
  expect(isReady({ ...draft, kind: 'MOVE' })).toBe(false)
  expect(isReady({ ...draft, kind: 'MOVE', to: { id: 'h', name: '12' } })).toBe(true)
  expect(isReady({ ...draft, kind: 'DIED' })).toBe(true)
  expect(isReady({ ...draft, kind: 'DIED', on: null })).toBe(false)
  expect(isReady({ ...draft, kind: 'NUMBER', number: '123' })).toBe(false)
  expect(isReady({ ...draft, kind: 'NUMBER', number: '1-2345-67890-12-1' })).toBe(true)
})

test('a number is read as people write it, and shown as the server shows it', () => {
  expect(digitsOf('๑-2345 67890-12-๑')).toBe('1234567890121')
  expect(masked('1234567890121')).toBe('1-xxxx-xxxxx-12-x')
  expect(masked('12345')).toBe('xxxxx')
})
