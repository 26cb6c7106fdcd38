import { expect, test } from 'vitest'
import { actsOf, detailOf, named, wordOf } from './happened'
import type { EventLineFragment } from './household.generated'

const event = (number: number, recordedAt: string, detail = '{}'): EventLineFragment => ({
  __typename: 'CaseEvent',
  number,
  kind: 'COMMENTED',
  status: 'BEING_HELPED',
  detail,
  by: 'system',
  account: null,
  happenedOn: '2026-11-22',
  recordedAt,
})

test('what one act brought about stands together, in its order, and once', () => {
  const acts = actsOf([event(3, 'b'), event(2, 'b'), event(2, 'b'), event(1, 'a')])
  expect(acts.map(it => it.events.map(one => one.number))).toEqual([[2, 3], [1]])
})

test('a detail that cannot be read tells nothing', () => {
  expect(detailOf({ detail: 'no' })).toEqual({})
  expect(detailOf({ detail: 'null' })).toEqual({})
  expect(wordOf(detailOf({ detail: '{"result":"confirmed","n":1}' }), 'result')).toBe('confirmed')
  expect(wordOf({ n: 1 }, 'n')).toBeNull()
})

test('a record is found by the id that a detail tells', () => {
  const records = [{ id: '0f003001a201e5d5a775d28061a1638ee1cdaf' }]
  expect(named(records, '01a201e5-d5a7-75d2-8061-a1638ee1cdaf')).toBe(records[0])
  expect(named(records, null)).toBeUndefined()
})
