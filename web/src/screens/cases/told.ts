// What a row tells of its case, as plain text: the same in the table, on cards and in files.
import { daysBetween } from '~/format/format'
import type { Row } from './use-cases'

type Person = Row['household']['members'][number]['person']

/** Who belongs to it now. */
export function members(row: Row) {
  return row.household.members.filter(it => !it.until)
}

/** How many belong to it: those known by name, or what a source states. */
export function memberCount(row: Row): number | null {
  return members(row).length || (row.household.nMembersStated ?? null)
}

/** A person's name in full. */
export function nameOf(person: Person): string {
  return `${person.title ?? ''}${person.firstName ?? ''} ${person.lastName ?? ''}`.trim()
}

/** The name of the household's head, of its first member where none is named so. */
export function headOf(row: Row): string {
  const now = members(row)
  const head = now.find(it => it.isHead) ?? now[0]
  return head ? nameOf(head.person) : ''
}

/** How many days ago somebody of it was met; null for never. */
export function unseenFor(row: Row, today: string): number | null {
  return row.lastVisitedOn ? Math.max(0, daysBetween(row.lastVisitedOn, today)) : null
}
