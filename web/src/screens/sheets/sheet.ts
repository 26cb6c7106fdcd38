// One sheet of paper as it is typed, and the visit it becomes.
import type { Verification, VisitManner } from '~/graph/schema.generated'
import type { Subject } from '~/offline/asks'
import type { Crew } from '~/offline/kept'
import { type Answer, lacking, newForm, type VisitForm } from '~/offline/visit-form'

/** The household a sheet is about. */
export type Found = { subject: Subject; crew: Crew | null }

export type Sheet = {
  /** The id its visit will have. */
  id: string
  number: string
  found: Found | null
  /** The day as typed. */
  day: string
  went: string
  manner: VisitManner
  toldBy: string
  change: VisitForm['change']
  answers: Record<string, Exclude<Answer, object>>
  verification: Verification | null
  note: string
  isSaved: boolean
}

export type Lacks = 'household' | 'day' | 'visitors' | 'change' | 'findings'

/** An empty row; the day and who went are those of the sheet before, for a stack is mostly of one walk. */
export function newSheet(id: string, before?: Pick<Sheet, 'day' | 'went' | 'manner'>): Sheet {
  return {
    id,
    number: '',
    found: null,
    day: before?.day ?? '',
    went: before?.went ?? '',
    manner: before?.manner ?? 'AT_HOME',
    toldBy: '',
    change: null,
    answers: {},
    verification: null,
    note: '',
    isSaved: false,
  }
}

/** True where the row was not begun. */
export function isEmpty(sheet: Sheet): boolean {
  return !sheet.number && !sheet.toldBy && !sheet.note && sheet.change === null && !sheet.verification
}

/** A number as printed: capitals, without spaces and dashes. */
export function asPrinted(number: string): string {
  return number.toUpperCase().replace(/[\s-]/g, '')
}

/**
 * The ISO day of what people write: 5/3/69, 5-3-2569, 050369, 2026-03-05, in Thai or Arabic digits. Years below 100 and
 * above 2400 are of the Buddhist era. Nothing where it is no day, or after today.
 */
export function dayOf(text: string, today: string): string | null {
  const plain = text.trim().replace(/[๐-๙]/g, it => String('๐๑๒๓๔๕๖๗๘๙'.indexOf(it)))
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(plain)
  const written =
    /^(\d{1,2})[/.\s-](\d{1,2})[/.\s-](\d{2}|\d{4})$/.exec(plain) ??
    /^(\d{2})(\d{2})(\d{2}|\d{4})$/.exec(plain)
  const [year, month, day] = iso
    ? [iso[1], iso[2], iso[3]].map(Number)
    : written
      ? [written[3], written[2], written[1]].map(Number)
      : []
  if (!year || !month || !day) return null
  const common = year < 100 ? year + 2500 - 543 : 2400 < year ? year - 543 : year
  const at = new Date(Date.UTC(common, month - 1, day))
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return null
  const found = at.toISOString().slice(0, 10)
  return found <= today ? found : null
}

/** Open problems of the household, in the order of the sheet. */
export function problemsOf({ subject }: Found) {
  return subject.problems.filter(it => it.status !== 'SOLVED' && it.status !== 'NO_LONGER_PRESENT')
}

/** The form of the visit; names of the team are its members, all others stand as written. */
export function formOf(sheet: Sheet, visitedOn: string): VisitForm {
  const crew = sheet.found?.crew?.members.nodes ?? []
  const went = sheet.went
    .split(',')
    .map(it => it.trim())
    .filter(Boolean)
  const member = (name: string) => crew.find(it => it.name === name)?.id
  return {
    ...newForm(visitedOn),
    manner: sheet.manner,
    withMe: false,
    members: went.flatMap(it => member(it) ?? []),
    others: went.filter(it => !member(it)).join(','),
    toldBy: sheet.toldBy,
    change: sheet.change,
    answers: sheet.answers,
    verification: sheet.verification,
    note: sheet.note,
  }
}

/** What the row lacks before it can be saved. */
export function lacksOf(sheet: Sheet, today: string): Lacks | null {
  if (!sheet.found) return 'household'
  const day = dayOf(sheet.day, today)
  return day ? lacking(formOf(sheet, day)) : 'day'
}
