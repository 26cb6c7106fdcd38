// Acts that the API does one at a time, done one after another: a refused one does not stop the rest, a lost line does.
import type { Outcome, Refusal } from '~/graph/act'
import type { Fault } from '~/graph/fault'

export type RefusedOne<T> = { of: T; refusals: Refusal[] }
export type Turned<T, P> = { done: P[]; refused: RefusedOne<T>[]; fault: Fault | null }

export async function inTurn<T, P>(all: T[], act: (it: T) => Promise<Outcome<P>>): Promise<Turned<T, P>> {
  const turned: Turned<T, P> = { done: [], refused: [], fault: null }
  for (const it of all) {
    const outcome = await act(it)
    if (outcome.done) turned.done.push(outcome.payload)
    else if (outcome.fault) return { ...turned, fault: outcome.fault }
    else turned.refused.push({ of: it, refusals: outcome.refusals })
  }
  return turned
}
