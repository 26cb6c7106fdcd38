// The numbers of settings: people read and write baht, the API takes satang.
import type { OfficeSettingName } from '~/graph/schema.generated'

/** True for a setting in satang. */
export const isMoney = (name: OfficeSettingName): boolean => name.endsWith('SATANG')

/** What was typed, in either digits, as the whole number that is sent; null where it is none. */
export function sentOf(text: string, isBaht: boolean): string | null {
  const plain = text
    .replaceAll(',', '')
    .replace(/[๐-๙]/g, it => String('๐๑๒๓๔๕๖๗๘๙'.indexOf(it)))
    .trim()
  if (!(isBaht ? /^\d+(\.\d{1,2})?$/ : /^\d+$/).test(plain)) return null
  return isBaht ? String(Math.round(Number(plain) * 100)) : plain
}
