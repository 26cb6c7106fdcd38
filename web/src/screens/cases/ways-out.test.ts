// What is offered where some of the marked cases stand in the way.
import { expect, test } from 'vitest'
import { areasOf, countInTheWay, isInTheWay, toLeaveOut } from './ways-out'

const area = (id: string) => ({
  id,
  code: id,
  level: 'SUBDISTRICT' as const,
  kind: 'ADMINISTRATIVE' as const,
})
const outside = {
  caseCount: 3,
  caseIds: ['a', 'b', 'c'],
  areas: [
    { caseCount: 2, area: area('one') },
    { caseCount: 1, area: area('two') },
  ],
}
const closed = { caseCount: 2, caseIds: ['d', 'e'], areas: [{ caseCount: 2, area: area('two') }] }

test('nothing stands in the way until a preview says so', () => {
  expect(isInTheWay(undefined)).toBe(false)
  expect(isInTheWay({ refusals: [] })).toBe(false)
  expect(isInTheWay({ refusals: [outside] })).toBe(true)
  expect(countInTheWay([outside, closed])).toBe(5)
})

test('all of them are left out, or none', () => {
  expect(toLeaveOut([outside, closed], 9, 100)).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(toLeaveOut([outside, closed], 9, 4), 'more than a filter may leave out').toEqual([])
  expect(toLeaveOut([{ ...outside, caseCount: 900 }], 1000, 1000), 'not all are named').toEqual([])
  expect(toLeaveOut([outside], 3, 100), 'nothing would be left').toEqual([])
})

test('the areas they lie in are told once, the most first', () => {
  const told = areasOf([outside, closed]).map(it => [it.area.id, it.caseCount])
  expect(told).toEqual([
    ['two', 3],
    ['one', 2],
  ])
})
