import { expect, it } from 'vitest'
import { moved } from './moved'

it('puts one thing at another place and leaves the rest in order', () => {
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c'])
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
  expect(moved(['a'], 0, 0)).toEqual(['a'])
})
