import { expect, test } from 'vitest'
import type { Action } from '~/graph/schema.generated'
import { actsOn, actsOnHelp, canPlan, type Stand } from './allowed'

const fresh: Stand = { status: 'TO_VERIFY', continuingCare: false }
const everything = () => true
const only =
  (...granted: Action[]) =>
  (...acts: Action[]) =>
    acts.some(it => granted.includes(it))

test('a household not confirmed yet is neither classified nor planned with', () => {
  expect(actsOn(fresh, everything)).not.toContain('classify')
  expect(canPlan(fresh, everything)).toBe(false)
  expect(canPlan({ ...fresh, status: 'BEING_HELPED', verification: 'CONFIRMED' }, everything)).toBe(true)
})

test('a closed case can be opened again and commented, no more', () => {
  expect(actsOn({ ...fresh, status: 'CLOSED' }, everything)).toEqual(['reopen', 'comment'])
})

test('what nobody granted is not offered', () => {
  expect(actsOn(fresh, only('READ_CASE'))).toEqual([])
  expect(actsOn({ ...fresh, closingProposal: {} }, only('AGREE_CLOSING'))).toEqual([
    'agree',
    'returnClosing',
    'close',
  ])
})

test('help that was given or cancelled stays so', () => {
  expect(actsOnHelp('DONE')).toEqual([])
  expect(actsOnHelp('IN_PROGRESS')).toEqual(['complete', 'cancel'])
})
