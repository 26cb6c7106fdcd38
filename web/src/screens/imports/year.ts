// A survey year as it is typed, in digits of either kind.

/** The year, Buddhist era, where four digits make one that is not to come; null for anything else. */
export function yearOf(text: string, latest: number): number | null {
  const digits = text.trim().replace(/[๐-๙]/g, it => `${'๐๑๒๓๔๕๖๗๘๙'.indexOf(it)}`)
  if (!/^25\d\d$/.test(digits)) return null
  const year = Number(digits)
  return year >= 2540 && year <= latest ? year : null
}
