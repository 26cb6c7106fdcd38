import { expect, test } from 'vitest'
import { between, byLevel, type Judged, nextLevel } from './ladder'

const criteria: Judged[] = [
  { code: 'house', level: 'SURVIVE', isMet: true },
  { code: 'food', level: 'SURVIVE', isMet: false },
  { code: 'health', level: 'SUFFICIENT', isMet: null },
  { code: 'savings', level: 'SUSTAINABLE', isMet: false },
]

test('the top has no next level, and what is unknown strives for the first', () => {
  expect(nextLevel('SUSTAINABLE')).toBeNull()
  expect(nextLevel('NOT_YET_ASSESSABLE')).toBe('SURVIVE')
  expect(nextLevel('SURVIVE')).toBe('SUFFICIENT')
})

test('only what the next level needs stands in between', () => {
  expect(between('BELOW_SURVIVE', criteria).unmet.map(it => it.code)).toEqual(['food'])
  expect(between('SURVIVE', criteria).unknown.map(it => it.code)).toEqual(['health'])
  expect(between('SUSTAINABLE', criteria)).toEqual({ unmet: [], unknown: [] })
})

test('criteria stand by their level, lowest first', () => {
  expect(byLevel(criteria).map(([level, of]) => [level, of.length])).toEqual([
    ['SURVIVE', 2],
    ['SUFFICIENT', 1],
    ['SUSTAINABLE', 1],
  ])
})
