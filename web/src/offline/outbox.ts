// Visits on their way: what becomes of one when it is sent, and whether the next may go.
import type { Outcome, Refusal } from '~/graph/act'
import type { FaultKind } from '~/graph/fault'
import type { VisitForm } from './visit-form'

export type Waiting = {
  /** The visit's own id, made here. */
  id: string
  /** One key for as long as it may have arrived: sent again, it is recorded once. */
  key: string
  caseId: string
  shortNumber: string | null
  madeAt: string
  state: 'waiting' | 'refused' | 'sent'
  /** What was written down; forgotten once it is sent. */
  form: VisitForm | null
  /** Why the server refused it. */
  reasons: Refusal[]
  /** Why the last try came to nothing. */
  trouble: FaultKind | null
  triedAt: string | null
  sentAt: string | null
}

/** A visit as it is put into the outbox. Corrected, it keeps its id and takes a new key. */
export function waiting(
  of: Pick<Waiting, 'id' | 'key' | 'caseId' | 'shortNumber'> & { form: VisitForm },
  now: string,
): Waiting {
  return { ...of, madeAt: now, state: 'waiting', reasons: [], trouble: null, triedAt: null, sentAt: null }
}

/** What the visit is after one try. */
export function after(visit: Waiting, outcome: Outcome<unknown>, now: string): Waiting {
  const tried = { ...visit, triedAt: now, trouble: null, reasons: [] }
  if (outcome.done) return { ...tried, state: 'sent', form: null, sentAt: now }
  if (outcome.fault) return { ...tried, trouble: outcome.fault.kind }
  return { ...tried, state: 'refused', reasons: outcome.refusals }
}

/** False where the next would fare no better: no line, or nobody is signed in. */
export function goesOn(outcome: Outcome<unknown>): boolean {
  if (outcome.done || !outcome.fault) return true
  return outcome.fault.kind === 'failed'
}

/** Those not sent yet, the oldest first. */
export function unsent(visits: Waiting[]): Waiting[] {
  return visits.filter(it => it.state !== 'sent').sort((a, b) => a.madeAt.localeCompare(b.madeAt))
}

/** Codes that say nothing of the visit itself: it waits on. */
const OF_THE_MOMENT = new Set(['PASSWORD_CHANGE_REQUIRED', 'TOO_MANY_ATTEMPTS', 'TOO_SLOW', 'BUSY'])

/** True where a refusal is about who asks or when, not about what was written. */
export const isOfTheMoment = (code: string) => OF_THE_MOMENT.has(code)
