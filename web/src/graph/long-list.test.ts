// Long lists: what is asked for, what is kept, and what an act leaves of them.
import { CombinedError } from 'urql'
import { expect, test } from 'vitest'
import { LongList } from './long-list'

/** A server with numbers in order, which counts what it is asked for. */
function server(count: number) {
  const records = Array.from({ length: count }, (_, at) => at)
  const asked: (string | null)[] = []
  let isDown = false
  const list = new LongList<number>(100, async after => {
    asked.push(after)
    if (isDown) return { error: new CombinedError({ networkError: new Error('down') }) }
    const rest = records.filter(it => after === null || it > Number(after))
    const rows = rest.slice(0, 100)
    return { page: { rows, next: rest.length > 100 ? `${rows.at(-1)}` : null, total: records.length } }
  })
  const settled = () => new Promise(done => setTimeout(done))
  return { list, records, asked, settled, down: (it: boolean) => (isDown = it) }
}

async function walk({ list, settled }: ReturnType<typeof server>, to: number) {
  for (let at = 0; at < to; at += 50) {
    list.look(at, at + 20)
    await settled()
  }
}

test('each page is asked for once, before its rows are looked at', async () => {
  const it = server(250)
  expect(it.list.isNew).toBe(true)
  it.list.look(0, 20)
  it.list.look(0, 20)
  await it.settled()
  expect([it.list.total, it.list.count, it.list.hasMore, it.asked]).toEqual([250, 100, true, [null]])
  await walk(it, 250)
  expect([it.list.count, it.list.hasMore, it.list.at(249)]).toEqual([250, false, 249])
  expect(it.asked).toEqual([null, '99', '199'])
})

test('far pages are let go and come again where they were', async () => {
  const it = server(10_000)
  await walk(it, 6_000)
  const before = it.list.count
  expect(it.list.at(10)).toBeUndefined()
  it.list.look(0, 20)
  await it.settled()
  expect([it.list.at(10), it.list.count]).toEqual([10, before])
})

test('after an act only what is looked at is asked for anew, and no row is missing or there twice', async () => {
  const it = server(1_000)
  await walk(it, 600)
  it.records.splice(450, 20)
  it.asked.length = 0
  it.list.look(390, 430)
  it.list.refresh()
  await it.settled()
  expect(it.list.total).toBe(980)
  expect(it.asked).toEqual(['299', '399'])
  await walk(it, 980)
  const shown = Array.from({ length: it.list.count }, (_, at) => it.list.at(at))
  expect(shown).toEqual(it.records)
})

test('a list that became shorter than where one stands begins anew', async () => {
  const it = server(1_000)
  await walk(it, 900)
  it.records.length = 30
  it.list.look(800, 820)
  it.list.refresh()
  await it.settled()
  it.list.look(0, 20)
  await it.settled()
  expect([it.list.total, it.list.count, it.list.at(29)]).toEqual([30, 30, 29])
})

test('a page that did not come says why, and comes when it is asked for again', async () => {
  const it = server(300)
  it.list.look(0, 20)
  await it.settled()
  it.down(true)
  it.list.look(80, 99)
  await it.settled()
  it.list.look(80, 99)
  expect([it.list.error?.networkError?.message, it.list.hasMore, it.asked.length]).toEqual(['down', false, 2])
  it.down(false)
  it.list.refresh()
  await it.settled()
  await it.settled()
  expect([it.list.error, it.list.count, it.list.at(150)]).toEqual([undefined, 200, 150])
})
