// Addresses of the audit log, and the days they mean in Thailand.
import { expect, test } from 'vitest'
import { addressOf, instantsOf, searchOf } from './search'

test('an address says its search again', () => {
  const address = '?account=a&action=person.read&person=p&from=2026-01-01&until=2026-01-02'
  expect(addressOf(searchOf(new URLSearchParams(address)))).toBe(address)
})

test('days that are none are left out', () => {
  expect(searchOf(new URLSearchParams('from=soon'))).toMatchObject({ from: null })
})

test('the last day belongs to the search, in Thai time', () => {
  const search = searchOf(new URLSearchParams('from=2026-01-01&until=2026-01-01'))
  expect(instantsOf(search)).toEqual({
    from: '2025-12-31T17:00:00.000Z',
    until: '2026-01-01T17:00:00.000Z',
  })
})
