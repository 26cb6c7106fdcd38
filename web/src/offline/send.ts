// Sending what waits: one visit after another, by one tab at a time, each with its own key.
import type { Client } from 'urql'
import type { Outcome } from '~/graph/act'
import { type FaultKind, faultOf } from '~/graph/fault'
import type { Device } from './device'
import { SENT_DAYS } from './limits'
import { after, goesOn, isOfTheMoment, unsent, type Waiting } from './outbox'
import { RecordVisitDocument, WhoDocument } from './visit.generated'
import { inputOf } from './visit-form'

const FAILED = { kind: 'failed', code: 'INTERNAL', message: '' } as const

/** Keeps a visit as it stands; one that was sent is told of for a while. */
export function keepVisit(device: Device, visit: Waiting): Promise<void> {
  return device.put('visit', visit.id, visit, visit.state === 'sent' ? SENT_DAYS : undefined)
}

/**
 * Sends everything that waits; `told` is called after each. Comes back with why nothing went, where it is the line's or
 * the session's fault, or because somebody else is signed in by now.
 */
export function sendWaiting(
  client: Client,
  device: Device,
  told: () => Promise<void>,
): Promise<FaultKind | 'other' | null> {
  return alone(async () => {
    const visits = unsent(await device.list<Waiting>('visit')).filter(it => it.state === 'waiting')
    if (visits.length === 0) return null
    const who = await whoIsThere(client)
    if (who.fault) return who.fault.kind
    // Nothing is sent in another's name. Where nobody is there, the first visit meets that and says so.
    if (who.id && who.id !== device.account) return 'other'
    for (const visit of visits) {
      const outcome = await sendOne(client, device.account, visit)
      // It may have been discarded meanwhile.
      if (await device.get('visit', visit.id)) {
        await keepVisit(device, after(visit, outcome, new Date().toISOString()))
      }
      await told()
      if (!goesOn(outcome)) return outcome.done ? null : (outcome.fault?.kind ?? null)
    }
    return null
  })
}

async function whoIsThere(client: Client) {
  const result = await client
    .query(WhoDocument, {}, { requestPolicy: 'network-only', quiet: true })
    .toPromise()
  const fault = result.error ? faultOf(result.error) : null
  return fault && fault.kind !== 'ended' ? { fault } : { id: result.data?.me?.id ?? null }
}

async function sendOne(client: Client, account: string, visit: Waiting): Promise<Outcome<unknown>> {
  if (!visit.form) return { done: true, payload: null }
  const variables = {
    caseId: visit.caseId,
    visit: inputOf(visit.form, visit.id, account),
    key: visit.key,
  }
  const result = await client.mutation(RecordVisitDocument, variables).toPromise()
  if (result.error) {
    const fault = faultOf(result.error)
    const isRefused = fault.kind === 'refused' || fault.kind === 'hidden' || fault.kind === 'forbidden'
    return isRefused && !isOfTheMoment(fault.code)
      ? { done: false, refusals: [{ code: fault.code, message: fault.message }] }
      : { done: false, refusals: [], fault: isRefused ? { ...fault, kind: 'failed' } : fault }
  }
  const payload = result.data?.caseRecordVisit
  if (!payload) return { done: false, refusals: [], fault: FAILED }
  return payload.userErrors.length > 0
    ? { done: false, refusals: payload.userErrors }
    : { done: true, payload }
}

/** Tabs wait for each other; without locks the key alone keeps a visit from being recorded twice. */
async function alone<T>(act: () => Promise<T>): Promise<T> {
  return navigator.locks ? navigator.locks.request('phonjon.outbox', act) : act()
}
