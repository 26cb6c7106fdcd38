// What happened to a case, as acts of somebody: what one act brought about stands together.
import type { EventLineFragment } from './household.generated'

export type Happened = { key: string; events: EventLineFragment[] }

/** Events of one instant, day and person as one act, newest first; pages that overlap are joined. */
export function actsOf(events: EventLineFragment[]): Happened[] {
  const once = [...new Map(events.map(it => [it.number, it])).values()].sort((a, b) => b.number - a.number)
  const acts: Happened[] = []
  for (const event of once) {
    const key = `${event.recordedAt} ${event.happenedOn} ${event.by}`
    const last = acts.at(-1)
    if (last?.key === key) last.events.unshift(event)
    else acts.push({ key, events: [event] })
  }
  return acts
}

/** The stable words and ids that an event tells; nothing where they cannot be read. */
export function detailOf(event: Pick<EventLineFragment, 'detail'>): Record<string, unknown> {
  try {
    const told: unknown = JSON.parse(event.detail)
    return told && typeof told === 'object' ? (told as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** A word of the detail, where it is one. */
export function wordOf(detail: Record<string, unknown>, name: string): string | null {
  const told = detail[name]
  return typeof told === 'string' && told !== '' ? told : null
}

/** The record that a detail names: an id of the API ends in the one that details tell. */
export function named<R extends { id: string }>(records: R[], id: string | null): R | undefined {
  const end = id?.replaceAll('-', '')
  return end ? records.find(it => it.id.endsWith(end)) : undefined
}
