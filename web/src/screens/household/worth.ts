// What help is worth together; what has no value is counted apart, never as nothing.
import type { InterventionStatus } from '~/graph/schema.generated'

export type Worthy = { status: InterventionStatus; valueBasis: string; value?: string | null }

export type Worth = { known: string; estimated: string; nWithout: number }

/** The sums in satang of help that was not cancelled. */
export function worthOf(help: Worthy[]): Worth {
  let known = 0n
  let estimated = 0n
  let nWithout = 0
  for (const { status, valueBasis, value } of help) {
    if (status === 'CANCELLED') continue
    if (!value || valueBasis === 'none') nWithout += 1
    else if (valueBasis === 'known') known += BigInt(value)
    else estimated += BigInt(value)
  }
  return { known: known.toString(), estimated: estimated.toString(), nWithout }
}

/** Baht as typed to satang as sent. */
export const satang = (baht: number) => String(Math.round(baht * 100))

export type Meeting = {
  need: string
  status: InterventionStatus
  outcome: string
}

/** Help that already meets a need, as far as this page knows; the server says so again when help is added. */
export function alreadyMeets<H extends Meeting>(need: string | null, help: H[]): H[] {
  return help.filter(it => it.need === need && it.status !== 'CANCELLED' && it.outcome !== 'NOT_MET')
}
