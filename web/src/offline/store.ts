// The database on the device: a key for each account, and sealed records beside opaque ids.
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Sealed } from './seal'

export type Kind = 'household' | 'common' | 'draft' | 'visit' | 'sheet'

/** How long an account may open the client without being asked who it is. */
export type Stay = {
  until: number
  /** The latest time the device is known to have shown: a clock set back does not lengthen the stay. */
  seenAt: number
  /** The session is over: only signing in opens it again. */
  isLocked: boolean
  me: Sealed
}

export type KeyRow = { account: string; key: CryptoKey; stay?: Stay }

export type ItemRow = { place: string; account: string; kind: Kind; until: number | null; sealed: Sealed }

interface Kept extends DBSchema {
  keys: { key: string; value: KeyRow }
  items: { key: string; value: ItemRow; indexes: { account: string } }
}

let opened: Promise<IDBPDatabase<Kept>> | null = null

/** The database, opened once. */
export function database(): Promise<IDBPDatabase<Kept>> {
  opened ??= openDB<Kept>('phonjon', 1, {
    upgrade(db) {
      db.createObjectStore('keys', { keyPath: 'account' })
      db.createObjectStore('items', { keyPath: 'place' }).createIndex('account', 'account')
    },
    terminated() {
      opened = null
    },
  })
  return opened
}

/** Where a record stands; it is sealed for this place. */
export const placeOf = (account: string, kind: Kind, id: string) => `${account}/${kind}/${id}`

/** Removes the records that a test names, and keys that nothing is sealed with any more. */
export async function forget(isOver: (item: ItemRow, of: KeyRow | undefined) => boolean): Promise<void> {
  const db = await database()
  const tx = db.transaction(['keys', 'items'], 'readwrite')
  const keys = new Map((await tx.objectStore('keys').getAll()).map(it => [it.account, it]))
  const inUse = new Set<string>()
  for (const item of await tx.objectStore('items').getAll()) {
    if (isOver(item, keys.get(item.account))) await tx.objectStore('items').delete(item.place)
    else inUse.add(item.account)
  }
  for (const { account } of keys.values()) {
    if (!inUse.has(account)) await tx.objectStore('keys').delete(account)
  }
  await tx.done
}
