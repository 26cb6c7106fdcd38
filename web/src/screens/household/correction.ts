// A person set right by hand, before it is sent: what must be told, and a number that may be shown.
import type { CorrectionKind } from '~/graph/schema.generated'

export type Draft = {
  kind: CorrectionKind | null
  /** The household the person moved to. */
  to: { id: string; name: string } | null
  number: string
  on: string | null
}

/** The digits of a number as typed; Thai digits and dashes are how people write them. */
export function digitsOf(text: string): string {
  return [...text]
    .map(it => {
      const thai = '๐๑๒๓๔๕๖๗๘๙'.indexOf(it)
      return thai < 0 ? it : String(thai)
    })
    .filter(it => it !== '-' && it !== ' ')
    .join('')
}

/** A citizen number with the digits hidden that the server hides. */
export function masked(text: string): string {
  const digits = digitsOf(text)
  return /^\d{13}$/.test(digits)
    ? `${digits[0]}-xxxx-xxxxx-${digits.slice(10, 12)}-x`
    : 'x'.repeat(digits.length)
}

/** Enough is told to be looked over. */
export function isReady({ kind, to, number, on }: Draft): boolean {
  if (!on) return false
  switch (kind) {
    case 'MOVE':
      return to !== null
    case 'DIED':
      return true
    case 'NUMBER':
      return /^\d{13}$/.test(digitsOf(number))
    case null:
      return false
  }
}
