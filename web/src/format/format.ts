// Days, instants, numbers and money as people read them: Buddhist years, Thai or Arabic digits, Bangkok time.
import type { Preferences } from '~/app/preferences'

const ZONE = 'Asia/Bangkok'

type Choice = Pick<Preferences, 'language' | 'digits'>

function locale({ language, digits }: Choice): string {
  return `${language === 'th' ? 'th-TH' : 'en-GB'}-u-ca-buddhist-nu-${digits}`
}

export type Format = ReturnType<typeof formats>

/** The formats of a choice of language and digits. */
export function formats(choice: Choice) {
  const tag = locale(choice)
  const plain = `${choice.language === 'th' ? 'th-TH' : 'en-GB'}-u-nu-${choice.digits}`
  const cached = new Map<string, Intl.DateTimeFormat>()
  const date = (options: Intl.DateTimeFormatOptions) => {
    const key = JSON.stringify(options)
    const made = cached.get(key) ?? new Intl.DateTimeFormat(tag, { timeZone: ZONE, ...options })
    cached.set(key, made)
    return made
  }
  // English names the era; the year alone is enough beside Thai months.
  const withoutEra = (format: Intl.DateTimeFormat, at: Date) =>
    format
      .formatToParts(at)
      .filter(part => part.type !== 'era')
      .map(part => part.value)
      .join('')
      .replace(/\s+,/, ',')
      .trim()
  const number = new Intl.NumberFormat(plain)
  const amount = new Intl.NumberFormat(plain, { minimumFractionDigits: 0, maximumFractionDigits: 2 })
  const percent = new Intl.NumberFormat(plain, { style: 'percent', maximumFractionDigits: 1 })
  const noon = (day: string) => new Date(`${day}T12:00:00+07:00`)
  return {
    /** A day as `YYYY-MM-DD`, such as 5 มี.ค. 2569. */
    day: (day: string) => withoutEra(date({ day: 'numeric', month: 'short', year: 'numeric' }), noon(day)),
    /** The same in full, such as 5 มีนาคม 2569. */
    longDay: (day: string) => withoutEra(date({ day: 'numeric', month: 'long', year: 'numeric' }), noon(day)),
    /** A month by its number, such as มี.ค. */
    month: (number: number) =>
      date({ month: 'short' }).format(noon(`2024-${String(number).padStart(2, '0')}-15`)),
    /** An instant with its time. */
    instant: (at: string) =>
      withoutEra(
        date({
          day: 'numeric',
          month: 'short',
          year: 'numeric',
          hour: '2-digit',
          minute: '2-digit',
          hourCycle: 'h23',
        }),
        new Date(at),
      ),
    /** The time of an instant. */
    time: (at: string) => date({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at)),
    /** A count. */
    number: (value: number) => number.format(value),
    /** A year of the Buddhist era, without a thousands separator. */
    year: (value: number) => new Intl.NumberFormat(plain, { useGrouping: false }).format(value),
    /** A share between 0 and 1. */
    percent: (share: number) => percent.format(share),
    /** Satang as baht. */
    baht: (satang: string) => amount.format(Number(satang) / 100),
    /** Digits of a text such as a house number, as chosen. */
    digits: (text: string) =>
      choice.digits === 'thai' ? text.replace(/[0-9]/g, it => '๐๑๒๓๔๕๖๗๘๙'[Number(it)] ?? it) : text,
  }
}

/** Today in Thailand, as `YYYY-MM-DD`. */
export function today(now = new Date()): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone: ZONE,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(now)
}

/** Days from one day to another. */
export function daysBetween(from: string, until: string): number {
  return Math.round((Date.parse(until) - Date.parse(from)) / 86_400_000)
}

/** The fiscal year (October to September) of a day, Buddhist era. */
export function fiscalYear(day: string): number {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return year + 543 + (month >= 10 ? 1 : 0)
}
