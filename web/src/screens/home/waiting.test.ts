// How much waits: what is one's own to do before what one may watch.
import { expect, test } from 'vitest'
import type { WaitingQuery } from './home.generated'
import { countsOf } from './waiting'

const nothing: WaitingQuery['waiting'] = {
  __typename: 'Waiting',
  withoutMentorTeam: null,
  urgentUnseen: null,
  unseen: null,
  toVerify: null,
  plansToApprove: null,
  closingsToAgree: null,
  assignmentsToCommit: null,
  proposalsToDecide: null,
  linkQuestions: null,
  rechecks: null,
}
const answer = (of: Partial<WaitingQuery>): WaitingQuery => ({ __typename: 'Query', waiting: nothing, ...of })

test("what is nobody's to do has no number", () => {
  expect(countsOf(answer({}))).toEqual({})
})

test('nought is a number', () => {
  expect(countsOf(answer({ waiting: { ...nothing, plansToApprove: 0 } }))).toEqual({ plans: 0 })
})

test('who only watches is told how many there are', () => {
  const unseen = { __typename: 'CaseConnection' as const, totalCount: 12 }
  expect(countsOf(answer({ unseen }))).toEqual({ unseen: 12 })
})

test('an import that waits for a second word is counted, and none is not told', () => {
  const waits = { __typename: 'Import' as const, id: 'i' }
  expect(countsOf(answer({ importsToAgree: [waits] }))).toEqual({ agreements: 1 })
  expect(countsOf(answer({ importsToAgree: [] }))).toEqual({})
})
