// What one account keeps on the device: sealed where the browser can seal, else in memory until the page is closed.
import { canSeal, makeKey, seal, unseal } from './seal'
import { database, type Kind, placeOf } from './store'

export type Device = {
  account: string
  /** False where nothing outlives the page. */
  isKeeping: boolean
  put: (kind: Kind, id: string, value: unknown, days?: number) => Promise<void>
  get: <T>(kind: Kind, id: string) => Promise<T | null>
  list: <T>(kind: Kind) => Promise<T[]>
  remove: (kind: Kind, id: string) => Promise<void>
}

const DAY = 86_400_000

/** The device as this account sees it; nothing of anybody else. */
export async function openDevice(account: string): Promise<Device> {
  if (!canSeal()) return inMemory(account)
  try {
    return sealed(account, await keyOf(account))
  } catch {
    // A browser that forbids its database, as some do in private windows.
    return inMemory(account)
  }
}

/** The account's key; made at the first need. */
async function keyOf(account: string): Promise<CryptoKey> {
  const db = await database()
  const fresh = await makeKey()
  const tx = db.transaction('keys', 'readwrite')
  const there = await tx.store.get(account)
  if (!there) await tx.store.put({ account, key: fresh })
  await tx.done
  return there?.key ?? fresh
}

function sealed(account: string, first: CryptoKey): Device {
  // Signing out elsewhere may have removed the key meanwhile: a record is always sealed with the one that is there.
  const current = async () => (await (await database()).get('keys', account))?.key
  return {
    account,
    isKeeping: true,
    async put(kind, id, value, days) {
      const place = placeOf(account, kind, id)
      const key = (await current()) ?? (await keyOf(account))
      const until = days === undefined ? null : Date.now() + days * DAY
      const row = { place, account, kind, until, sealed: await seal(key, place, value) }
      await (await database()).put('items', row)
    },
    async get<T>(kind: Kind, id: string) {
      const row = await (await database()).get('items', placeOf(account, kind, id))
      if (!row || isPast(row.until)) return null
      return unseal<T>((await current()) ?? first, row.place, row.sealed).catch(() => null)
    },
    async list<T>(kind: Kind) {
      const rows = await (await database()).getAllFromIndex('items', 'account', account)
      const key = (await current()) ?? first
      const own = rows.filter(it => it.kind === kind && !isPast(it.until))
      const found = await Promise.all(
        own.map(it => unseal<T>(key, it.place, it.sealed).catch(() => undefined)),
      )
      return found.filter(it => it !== undefined) as T[]
    },
    async remove(kind, id) {
      await (await database()).delete('items', placeOf(account, kind, id))
    },
  }
}

const isPast = (until: number | null) => until !== null && until < Date.now()

function inMemory(account: string): Device {
  const items = new Map<string, { kind: Kind; value: unknown }>()
  const at = (kind: Kind, id: string) => placeOf(account, kind, id)
  return {
    account,
    isKeeping: false,
    put: async (kind, id, value) => void items.set(at(kind, id), { kind, value }),
    get: async <T>(kind: Kind, id: string) => (items.get(at(kind, id))?.value as T) ?? null,
    list: async <T>(kind: Kind) =>
      [...items.values()].filter(it => it.kind === kind).map(it => it.value as T),
    remove: async (kind, id) => void items.delete(at(kind, id)),
  }
}
