// What becomes of a visit when it is sent.
import { expect, test } from 'vitest'
import type { Outcome } from '~/graph/act'
import type { FaultKind } from '~/graph/fault'
import { after, goesOn, unsent, waiting } from './outbox'
import { newForm } from './visit-form'

const THEN = '2026-03-05T08:00:00Z'
const NOW = '2026-03-05T09:00:00Z'
const visit = waiting(
  { id: 'v', key: 'k', caseId: 'c', shortNumber: 'A1', form: newForm('2026-03-05') },
  THEN,
)

const fault = (kind: FaultKind): Outcome<unknown> => ({
  done: false,
  refusals: [],
  fault: { kind, code: '', message: '' },
})
const refused: Outcome<unknown> = { done: false, refusals: [{ code: 'VISIT_IN_FUTURE', message: 'no' }] }

test('a sent visit forgets what was written', () => {
  const sent = after(visit, { done: true, payload: {} }, NOW)
  expect([sent.state, sent.form, sent.sentAt, sent.key]).toEqual(['sent', null, NOW, 'k'])
})

test('without a line it waits on with the same key', () => {
  const still = after(visit, fault('offline'), NOW)
  expect([still.state, still.key, still.trouble, still.form]).toEqual(['waiting', 'k', 'offline', visit.form])
})

test('a refused visit stays with its reason until it is corrected', () => {
  const back = after(visit, refused, NOW)
  expect([back.state, back.reasons[0]?.code, back.form]).toEqual(['refused', 'VISIT_IN_FUTURE', visit.form])
  expect(after({ ...back, state: 'waiting' }, { done: true, payload: {} }, NOW).reasons).toEqual([])
})

test('no visit blocks the next but for the line and the session', () => {
  expect([goesOn({ done: true, payload: {} }), goesOn(refused), goesOn(fault('failed'))]).toEqual([
    true,
    true,
    true,
  ])
  expect([goesOn(fault('offline')), goesOn(fault('ended'))]).toEqual([false, false])
})

test('what is not sent stands in the order it was written', () => {
  const later = { ...visit, id: 'w', madeAt: NOW, state: 'refused' as const }
  const sent = { ...visit, id: 's', state: 'sent' as const }
  expect(unsent([later, sent, visit]).map(it => it.id)).toEqual(['v', 'w'])
})
