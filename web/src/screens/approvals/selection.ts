// What an act over many answers, as the list wants it told.
import type { Outcome, Refusal } from '~/graph/act'
import type { Agreed } from './decide'

type BulkAct = { act?: { id: string; caseCount: number } | null }
type OfCase = Refusal & { caseId?: string | null }

/** Of an act over cases: what is refused names its case. */
export function agreedOf(outcome: Outcome<BulkAct>): Agreed {
  if (outcome.done) {
    const { act } = outcome.payload
    return { count: act?.caseCount ?? 0, actIds: act ? [act.id] : [], refusals: [], fault: null }
  }
  const refusals = outcome.refusals.map((it: OfCase) => ({ ...it, lineId: it.caseId ?? undefined }))
  return { count: 0, actIds: [], refusals, fault: outcome.fault ?? null }
}

/** Of proposals decided together: what is refused names its place, as `proposalIds.2`. */
export function decidedOf(ids: string[], outcome: Outcome<unknown>): Agreed {
  if (outcome.done) return { count: ids.length, actIds: [], refusals: [], fault: null }
  const refusals = outcome.refusals.map(it => {
    const [, place] = /^proposalIds\.(\d+)$/.exec(it.field ?? '') ?? []
    return { ...it, lineId: place === undefined ? undefined : ids[Number(place)] }
  })
  return { count: 0, actIds: [], refusals, fault: outcome.fault ?? null }
}
