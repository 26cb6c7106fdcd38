// How long is still told.
import { expect, test } from 'vitest'
import { leftOf } from './time-left'

test('what is near is told by the minute, what is far by the hour', () => {
  expect(leftOf(0)).toEqual({ unit: 'soon', count: 1 })
  expect(leftOf(59)).toEqual({ unit: 'soon', count: 1 })
  expect(leftOf(60)).toEqual({ unit: 'minutes', count: 1 })
  expect(leftOf(61)).toEqual({ unit: 'minutes', count: 2 })
  expect(leftOf(5399)).toEqual({ unit: 'minutes', count: 90 })
  expect(leftOf(5400)).toEqual({ unit: 'hours', count: 2 })
})
