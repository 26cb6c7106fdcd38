// One after another: what a refusal and a lost line do to the rest.
import { expect, test } from 'vitest'
import type { Outcome } from '~/graph/act'
import { inTurn } from './in-turn'

const refused: Outcome<string> = { done: false, refusals: [{ code: 'NO', message: 'no' }] }
const lost: Outcome<string> = {
  done: false,
  refusals: [],
  fault: { kind: 'offline', code: 'NETWORK', message: '' },
}

test('a refused one does not stop the rest', async () => {
  const turned = await inTurn([1, 2, 3], async it => (it === 2 ? refused : { done: true, payload: `${it}` }))
  expect(turned.done).toEqual(['1', '3'])
  expect(turned.refused.map(it => it.of)).toEqual([2])
  expect(turned.fault).toBeNull()
})

test('nothing is asked after a lost line', async () => {
  const asked: number[] = []
  const turned = await inTurn([1, 2, 3], async it => {
    asked.push(it)
    return it === 2 ? lost : { done: true, payload: `${it}` }
  })
  expect(asked).toEqual([1, 2])
  expect(turned.done).toEqual(['1'])
  expect(turned.fault?.kind).toBe('offline')
})
