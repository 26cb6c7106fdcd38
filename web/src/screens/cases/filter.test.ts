// The address of a list and the filter it asks for are the same thing.
import { expect, test } from 'vitest'
import { countOf, type Filter, filterOf, orderOf, paramsOf } from './filter'

test('a filter comes back from its address', () => {
  const filter: Filter = {
    status: ['TO_VERIFY', 'BEING_HELPED'],
    level: ['BELOW_SURVIVE'],
    areaId: '010030c2099bfe5cbc890787cdfd92ddb555f0',
    unseenForDays: 0,
    urgent: true,
    withoutMentorTeam: false,
  }
  const params = paramsOf(filter, 'LOWEST_LEVEL')
  expect(filterOf(params)).toEqual(filter)
  expect(orderOf(params)).toBe('LOWEST_LEVEL')
  expect(countOf(filter)).toBe(6)
})

test('what no list knows is passed over', () => {
  const params = new URLSearchParams(
    'status=gone&urgent=perhaps&areaId=<b>&unseenForDays=-3&order=size&text=x',
  )
  expect(filterOf(params)).toEqual({})
  expect(orderOf(params)).toBe('URGENT_FIRST')
})

test('nothing asked leaves the address bare', () => {
  expect(paramsOf({ status: [] }, 'URGENT_FIRST').toString()).toBe('')
})
