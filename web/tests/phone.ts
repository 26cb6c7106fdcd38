// What a phone keeps, looked at as whoever finds the phone could, and visits as the server has them.
import { ask } from './ask'
import type { Person } from './browser'

type Visits = { case: { visits: { totalCount: number } } }

/** How many visits of a case the server has. */
export async function visitsOf(person: Person, caseId: string): Promise<number> {
  const query = 'query ($id: ID!) { case(id: $id) { visits(first: 1) { totalCount } } }'
  return (await ask<Visits>(person, query, { id: caseId })).case.visits.totalCount
}

/** Keeps the households of one's team on the phone. */
export async function keepHouseholds(person: Person): Promise<void> {
  await person.open('/visits')
  await person.page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  await person.page.getByRole('button', { name: 'เก็บไว้ในเครื่อง' }).tap()
  await person.page.getByText(/^เก็บไว้ในเครื่องแล้ว \d+ ครัวเรือน$/).waitFor()
}

/** The households that are kept, as the list of visits links to them. */
export const keptLinks = (person: Person) =>
  person.page.locator('main').getByRole('link', { name: /บ้านเลขที่/ })

export type Kept = { name: string; houseNo: string; caseId: string; path: string }

/** A household that is kept: of a case, or the first of the list. */
export async function keptHousehold(person: Person, caseId?: string): Promise<Kept> {
  const all = keptLinks(person)
  const link = caseId ? all.and(person.page.locator(`[href="/cases/${caseId}/visit"]`)) : all.first()
  const [, houseNo = ''] = /บ้านเลขที่ (\S+)/.exec((await link.textContent()) ?? '') ?? []
  const path = (await link.getAttribute('href')) ?? ''
  const name = (await link.locator('strong').textContent()) ?? ''
  return { name, houseNo, path, caseId: path.split('/')[2] ?? '' }
}

/**
 * The kinds of records in the device's database, and which of the words stand anywhere on the device: in databases,
 * storage and caches, as text or as bytes of it.
 */
export async function keptOn(person: Person, words: string[]): Promise<{ kinds: string[]; found: string[] }> {
  return person.page.evaluate(async words => {
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((done, failed) => {
        request.onsuccess = () => done(request.result)
        request.onerror = () => failed(request.error)
      })
    const bytesAsText = (bytes: ArrayBuffer | Uint8Array) => new TextDecoder('latin1').decode(bytes)
    const rows: Record<string, unknown>[] = []
    for (const { name } of await indexedDB.databases()) {
      const db = await asked(indexedDB.open(name ?? ''))
      for (const it of db.objectStoreNames) {
        rows.push(...(await asked(db.transaction(it).objectStore(it).getAll())))
      }
      db.close()
    }
    const texts = [JSON.stringify([{ ...localStorage }, { ...sessionStorage }])]
    const look = (value: unknown): void => {
      if (value instanceof ArrayBuffer) texts.push(bytesAsText(value))
      else if (ArrayBuffer.isView(value)) texts.push(bytesAsText(new Uint8Array(value.buffer)))
      else if (value && typeof value === 'object') {
        for (const [name, of] of Object.entries(value)) {
          texts.push(JSON.stringify({ [name]: of }))
          look(of)
        }
      } else texts.push(String(value))
    }
    rows.forEach(look)
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys()) {
        texts.push(
          request.url,
          bytesAsText((await (await cache.match(request))?.arrayBuffer()) ?? new Uint8Array()),
        )
      }
    }
    const forms = (word: string) => {
      const units = Uint16Array.from(word, it => it.charCodeAt(0))
      return [word, bytesAsText(new TextEncoder().encode(word)), bytesAsText(new Uint8Array(units.buffer))]
    }
    return {
      kinds: rows.flatMap(it => (it.kind ? [String(it.kind)] : [])),
      found: words.filter(word => forms(word).some(form => texts.some(it => it.includes(form)))),
    }
  }, words)
}
