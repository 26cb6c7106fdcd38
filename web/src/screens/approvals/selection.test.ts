// What an act over many answers: whom a refusal is about.
import { expect, test } from 'vitest'
import { agreedOf, decidedOf } from './selection'

test('a bulk act tells how many and how it is taken back', () => {
  const agreed = agreedOf({ done: true, payload: { act: { id: 'a', caseCount: 3 } } })
  expect(agreed).toEqual({ count: 3, actIds: ['a'], refusals: [], fault: null })
})

test('a refusal of a case names its line', () => {
  const refusal = { code: 'NO', message: 'no', caseId: 'c2' }
  expect(agreedOf({ done: false, refusals: [refusal] }).refusals[0]?.lineId).toBe('c2')
})

test('a refusal of a proposal names its line by its place', () => {
  const refusals = [
    { code: 'PROPOSAL_SETTLED', message: 'no', field: 'proposalIds.1' },
    { code: 'BAD_INPUT', message: 'no', field: 'proposalIds' },
  ]
  const agreed = decidedOf(['p0', 'p1'], { done: false, refusals })
  expect(agreed.refusals.map(it => it.lineId)).toEqual(['p1', undefined])
})
