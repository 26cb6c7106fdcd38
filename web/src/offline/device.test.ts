// What is kept on a device: sealed, for one account, for a time.
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openDevice } from './device'
import { makeKey, seal, unseal } from './seal'
import { clearFor, lockStays, openStay, renewStay, stayUntil, sweep } from './stay'
import { database } from './store'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const T0 = Date.parse('2026-03-05T08:00:00Z')

const me = (id: string) => ({ id, displayName: 'พี่เลี้ยง', sessions: [] })

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: T0 })
  const db = await database()
  await db.clear('keys')
  await db.clear('items')
})
afterEach(() => void vi.useRealTimers())

test('what is sealed opens with its key, in its place only', async () => {
  const [key, other] = [await makeKey(), await makeKey()]
  const sealed = await seal(key, 'a/draft/1', { note: 'ฝนรั่ว' })
  expect(await unseal(key, 'a/draft/1', sealed)).toEqual({ note: 'ฝนรั่ว' })
  await expect(unseal(other, 'a/draft/1', sealed)).rejects.toThrow()
  await expect(unseal(key, 'a/draft/2', sealed)).rejects.toThrow()
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
})

test('nothing that was written can be read in the database', async () => {
  const device = await openDevice('a')
  await device.put('visit', 'v', { note: 'SECRET' })
  const rows = await (await database()).getAll('items')
  expect(rows).toHaveLength(1)
  const bytes = Buffer.from(rows[0]?.sealed.bytes ?? new ArrayBuffer(0)).toString('latin1')
  expect(`${JSON.stringify(rows)}${bytes}`).not.toContain('SECRET')
})

test('another account sees none of it', async () => {
  const [a, b] = [await openDevice('a'), await openDevice('b')]
  await a.put('visit', 'v', { note: 1 })
  expect(await b.list('visit')).toEqual([])
  expect(await b.get('visit', 'v')).toBeNull()
  expect(await a.list('visit')).toEqual([{ note: 1 }])
})

async function keepSome(account: string) {
  const device = await openDevice(account)
  await device.put('household', 'h', 1, 7)
  await renewStay(me(account))
  await device.put('draft', 'd', 2, 30)
  await device.put('visit', 'v', 3)
  return device
}

const kinds = async () => (await (await database()).getAll('items')).map(it => it.kind).sort()

test('signing out leaves nothing but what is not sent', async () => {
  const device = await keepSome('a')
  await clearFor(null)
  expect(await kinds()).toEqual(['visit'])
  expect(await openStay()).toBeNull()
  expect(await device.list('visit')).toEqual([3])
})

test('that a visit was sent is told to nobody after signing out', async () => {
  const device = await keepSome('a')
  await device.put('visit', 'sent', 4, 1)
  await clearFor(null)
  expect(await device.list('visit')).toEqual([3])
})

test('somebody else who signs in wipes households, and leaves unsent work sealed', async () => {
  const device = await keepSome('a')
  await clearFor('b')
  expect(await kinds()).toEqual(['draft', 'visit'])
  expect(await openStay()).toBeNull()
  expect(await device.get('draft', 'd')).toBe(2)
})

test('signing in again oneself wipes nothing', async () => {
  await keepSome('a')
  await clearFor('a')
  expect(await kinds()).toEqual(['draft', 'household', 'visit'])
})

test('a key goes with the last record under it', async () => {
  const device = await keepSome('a')
  await device.remove('visit', 'v')
  await clearFor(null)
  expect(await (await database()).getAll('keys')).toEqual([])
  await device.put('visit', 'w', 4)
  expect(await device.list('visit')).toEqual([4])
})

test('the stay opens without a line, and is over after its hours', async () => {
  await keepSome('a')
  expect(await openStay()).toEqual(me('a'))
  vi.setSystemTime(T0 + 13 * HOUR)
  expect(await openStay()).toBeNull()
  expect(await kinds()).toEqual(['draft', 'visit'])
})

test('a clock set back does not lengthen the stay', async () => {
  await keepSome('a')
  vi.setSystemTime(T0 + HOUR)
  await openStay()
  vi.setSystemTime(T0 - HOUR)
  expect(await openStay()).toBeNull()
})

test('after the server said that the session is over only signing in opens', async () => {
  await keepSome('a')
  await lockStays()
  expect(await openStay()).toBeNull()
  expect(await kinds()).toContain('household')
  await renewStay(me('a'))
  expect(await openStay()).toEqual(me('a'))
})

test('drafts and households end on their day, visits that wait never', async () => {
  const device = await keepSome('a')
  vi.setSystemTime(T0 + 31 * DAY)
  await sweep()
  expect(await kinds()).toEqual(['visit'])
  expect(await device.list('visit')).toEqual([3])
})

test('a stay ends with the session or twelve hours after signing in', () => {
  const at = (hours: number) => new Date(T0 + hours * HOUR).toISOString()
  const session = (endsIn: number) => [{ isCurrent: true, beganAt: at(0), endsAt: at(endsIn) }]
  expect(stayUntil(session(8), T0)).toBe(T0 + 8 * HOUR)
  expect(stayUntil(session(48), T0)).toBe(T0 + 12 * HOUR)
  expect(stayUntil([], T0)).toBe(T0 + 12 * HOUR)
})
