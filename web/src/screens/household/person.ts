// What a person is called and how old they are, as far as that is known.
import { today } from '~/format/format'

export type Named = { title?: string | null; firstName?: string | null; lastName?: string | null }

const THAI = /[\u0E00-\u0E7F]$/

/** The name in full: a Thai title stands at the first name. */
export function nameOf({ title, firstName, lastName }: Named): string {
  const between = title && THAI.test(title) ? '' : ' '
  const first = [title, firstName].filter(Boolean).join(between)
  return [first, lastName].filter(Boolean).join(' ')
}

/** Full years on a day; `isRough` where the day of birth is not known. */
export function ageOf(
  birth: string | null | undefined,
  on = today(),
): { years: number; isRough: boolean } | null {
  const [year, month, day] = (birth ?? '').split('-').map(Number)
  const [nowYear = 0, nowMonth = 1, nowDay = 1] = on.split('-').map(Number)
  if (!year) return null
  if (!month) return { years: nowYear - year, isRough: true }
  const isBefore = nowMonth < month || (nowMonth === month && day !== undefined && nowDay < day)
  const years = nowYear - year - (isBefore ? 1 : 0)
  return years < 0 ? null : { years, isRough: day === undefined }
}
