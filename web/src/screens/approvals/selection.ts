// What an act over many cases answers, as the list wants it told.
import type { Outcome, Refusal } from '~/graph/act'
import type { Agreed } from './decide'

type BulkAct = { act?: { id: string; caseCount: number } | null }
type OfCase = Refusal & { caseId?: string | null }

export function agreedOf(outcome: Outcome<BulkAct>): Agreed {
  if (outcome.done) {
    const { act } = outcome.payload
    return { count: act?.caseCount ?? 0, actIds: act ? [act.id] : [], refusals: [], fault: null }
  }
  const refusals = outcome.refusals.map((it: OfCase) => ({ ...it, lineId: it.caseId ?? undefined }))
  return { count: 0, actIds: [], refusals, fault: outcome.fault ?? null }
}
