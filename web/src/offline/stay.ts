// Opening the client where nobody can be asked who is signed in: only for who kept something here, and not for long.
import { STAY_HOURS } from './limits'
import { canSeal, seal, unseal } from './seal'
import { database, forget, type ItemRow, type KeyRow, type Stay } from './store'

type Session = { isCurrent: boolean; beganAt: string; endsAt: string }
type Who = { id: string; sessions: Session[] }

/** A clock may run a little differently than when it was looked at last. */
const SLACK = 5 * 60_000

/** Until when a session may be opened without a line; of a program's token the hours begin now. */
export function stayUntil(sessions: Session[], now: number): number {
  const own = sessions.find(it => it.isCurrent)
  const hours = STAY_HOURS * 3_600_000
  return own ? Math.min(Date.parse(own.endsAt), Date.parse(own.beganAt) + hours) : now + hours
}

/** True while the device may open for the account by itself. */
export function isOpen(stay: Stay | undefined, now: number): boolean {
  return stay !== undefined && !stay.isLocked && stay.seenAt - SLACK <= now && now < stay.until
}

/** True where a record must go now: its own time is over, or its household may no longer be read here. */
export function isOver(item: ItemRow, of: KeyRow | undefined, now: number): boolean {
  if (!of) return true
  if (item.until !== null && item.until < now) return true
  const isOfHousehold = item.kind === 'household' || item.kind === 'common'
  return isOfHousehold && (of.stay === undefined || of.stay.until <= now || now < of.stay.seenAt - SLACK)
}

const placeOfMe = (account: string) => `${account}/me`

async function change(account: string, to: (row: KeyRow) => KeyRow): Promise<void> {
  const tx = (await database()).transaction('keys', 'readwrite')
  const row = await tx.store.get(account)
  if (row) await tx.store.put(to(row))
  await tx.done
}

/** Who is signed in was told by the server: what this account keeps may be opened for as long as that holds. */
export async function renewStay(me: Who): Promise<void> {
  await safely(async () => {
    const row = await (await database()).get('keys', me.id)
    if (!row) return
    const now = Date.now()
    // Places where else one is signed in are no business of the device.
    const kept = await seal(row.key, placeOfMe(me.id), { ...me, sessions: [] })
    const until = row.stay && me.sessions.every(it => !it.isCurrent) ? row.stay.until : undefined
    const stay = { until: until ?? stayUntil(me.sessions, now), seenAt: now, isLocked: false, me: kept }
    await change(me.id, it => ({ ...it, stay }))
  })
}

/** The server says that nobody is signed in: without signing in nothing opens here any more, and what is over goes. */
export async function lockStays(): Promise<void> {
  await safely(async () => {
    for (const row of await (await database()).getAll('keys')) {
      await change(row.account, it => (it.stay ? { ...it, stay: { ...it.stay, isLocked: true } } : it))
    }
    await sweep()
  })
}

/** Who may go on without a line on this device, or nobody. Whatever is over is wiped first. */
export async function openStay<Me>(): Promise<Me | null> {
  return (
    (await safely(async () => {
      const now = Date.now()
      await sweep(now)
      const row = (await (await database()).getAll('keys')).find(it => isOpen(it.stay, now))
      if (!row?.stay) return null
      const me = await unseal<Me>(row.key, placeOfMe(row.account), row.stay.me)
      await change(row.account, it => (it.stay ? { ...it, stay: { ...it.stay, seenAt: now } } : it))
      return me
    })) ?? null
  )
}

/** Wipes what is over. */
export function sweep(now = Date.now()): Promise<void> {
  return forget((item, of) => isOver(item, of, now))
}

/**
 * Somebody signed in, or (null) somebody signed out. What others kept goes, but for what they have not sent: that stays
 * sealed until they sign in again.
 */
export async function clearFor(account: string | null): Promise<void> {
  await safely(async () => {
    for (const row of await (await database()).getAll('keys')) {
      if (row.account !== account) await change(row.account, ({ account, key }) => ({ account, key }))
    }
    const now = Date.now()
    // A visit without an end is not sent yet; that one was sent is told for a day, to nobody else.
    const stays = (item: ItemRow) =>
      (item.kind === 'visit' && item.until === null) ||
      (account !== null && (item.kind === 'draft' || item.kind === 'sheet'))
    await forget((item, of) => isOver(item, of, now) || (item.account !== account && !stays(item)))
  })
}

/** A device that cannot keep anything has nothing to open or to wipe. */
async function safely<T>(act: () => Promise<T>): Promise<T | undefined> {
  if (!canSeal()) return undefined
  try {
    return await act()
  } catch {
    return undefined
  }
}
