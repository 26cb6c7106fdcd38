// What the first page weighs, and how long a slow phone waits for it and for the first one behind it.
import { loadavg } from 'node:os'
import { expect, it } from 'vitest'
import { PASSWORD, Person, PHONE } from './browser'
import { slowDown, told, withBarePage } from './slow-phone'
import { browser, program, signedIn } from './stage'

/** Where times are taken, so often each: a machine that does other things beside is not as slow every time. */
const TIMES = 5

const say = (what: string) => process.stdout.write(`${what}\n`)

it('the first page is light: code up to 138 kB as sent, fonts up to 66 kB', async () => {
  const person = await Person.at(browser, program, PHONE)
  const cdp = await person.context.newCDPSession(person.page)
  await cdp.send('Network.enable')
  const asked = new Map<string, { type: string; url: string }>()
  const bytes: Record<string, number> = {}
  cdp.on('Network.responseReceived', it =>
    asked.set(it.requestId, { type: it.type, url: new URL(it.response.url).pathname }),
  )
  cdp.on('Network.loadingFinished', it => {
    const type = asked.get(it.requestId)?.type ?? ''
    bytes[type] = (bytes[type] ?? 0) + it.encodedDataLength
  })
  await person.page.goto(program.url)
  await person.page.locator('input[name="userName"]').waitFor()
  await person.page.evaluate(() => document.fonts.ready)
  const { Script = 0, Stylesheet = 0, Font = 0 } = bytes
  const files = [...asked.values()].filter(it => it.type === 'Script').map(it => it.url)
  say(`first page: ${Script + Stylesheet} bytes of code, ${Font} bytes of fonts as sent`)
  expect(Script).toBeGreaterThan(0)
  expect(Script + Stylesheet).toBeLessThanOrEqual(138_000)
  expect(Font).toBeLessThanOrEqual(66_000)
  // A far server is asked once: a file more waits for its turn on the line.
  expect(files.length, files.join(' ')).toBeLessThanOrEqual(2)
  // Nothing behind the door, and the shell is kept for whoever comes in.
  expect(
    await person.page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length),
  ).toBe(0)
  await person.leave()
})

/** How long until somebody who was never here writes into the first field of a page. */
async function typed(url: string): Promise<number> {
  const person = await Person.at(browser, program, PHONE)
  await slowDown(person)
  const began = performance.now()
  await person.page.goto(url, { waitUntil: 'commit' })
  await person.page.locator('input[name="userName"]').fill('chief')
  const milliseconds = Math.round(performance.now() - began)
  await person.leave()
  return milliseconds
}

/** How long from signing in until the figures of home stand there; what lies behind the door comes while one types. */
async function atHome(): Promise<number> {
  const chief = await Person.at(browser, program, PHONE)
  const { page } = chief
  await slowDown(chief)
  await page.goto(program.url)
  await page.locator('input[name="userName"]').fill('chief')
  await page.locator('input[name="password"]').pressSequentially(PASSWORD, { delay: 100 })
  const began = performance.now()
  await page.locator('form button[type="submit"]').click()
  for (const figure of ['ครัวเรือนเป้าหมายปีนี้', 'เยี่ยมแล้ว', 'ถึงขั้นยั่งยืนและยุติแล้ว']) {
    await page.getByRole('main').getByText(figure, { exact: true }).first().waitFor()
  }
  const milliseconds = Math.round(performance.now() - began)
  await chief.leave()
  return milliseconds
}

it('a slow phone on a slow line is told how long it waits', async () => {
  const first = await signedIn('chief')
  await first.leave()
  const times = { bare: [] as number[], door: [] as number[], home: [] as number[] }
  for (let time = 0; time < TIMES; time += 1) {
    times.bare.push(await withBarePage(typed))
    times.door.push(await typed(program.url))
    times.home.push(await atHome())
  }
  say('four times slower, 1.6 Mbit/s, 150 ms away:')
  say(`  a page of one field, typed in after ${told(times.bare)}`)
  say(`  first page, typed in after ${told(times.door)}`)
  say(`  home, its figures there after ${told(times.home)} from signing in`)
  say(`  load of the machine meanwhile: ${loadavg()[0]?.toFixed(1)}`)
})
