// What the first page weighs, and how long a slow phone waits for it.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser, Person, PHONE } from './browser'
import { Program } from './program'

let browser: Browser
let program: Program

beforeAll(async () => {
  program = await Program.start()
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await program?.kill()
})

/** Opens the page as nobody who was ever here, as a phone would that is so many times slower than this machine. */
async function opened(slowdown: number) {
  const person = await Person.at(browser, program, PHONE)
  const cdp = await person.context.newCDPSession(person.page)
  await cdp.send('Network.enable')
  await cdp.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: slowdown > 1 ? 150 : 0,
    downloadThroughput: slowdown > 1 ? (1_600_000 / 8) * 0.9 : -1,
    uploadThroughput: slowdown > 1 ? 750_000 / 8 : -1,
  })
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  const kinds = new Map<string, string>()
  const bytes = { code: 0, fonts: 0 }
  let isFirstPage = true
  cdp.on('Network.responseReceived', it => kinds.set(it.requestId, it.type))
  cdp.on('Network.loadingFinished', it => {
    const kind = kinds.get(it.requestId)
    if (!isFirstPage) return
    if (kind === 'Script' || kind === 'Stylesheet') bytes.code += it.encodedDataLength
    if (kind === 'Font') bytes.fonts += it.encodedDataLength
  })
  const began = performance.now()
  await person.page.goto(program.url)
  const field = person.page.locator('input[name="userName"]')
  await field.fill('chief')
  const milliseconds = Math.round(performance.now() - began)
  isFirstPage = false
  await person.leave()
  return { ...bytes, milliseconds }
}

it('the first page is light: code up to 200 kB as sent, fonts up to 120 kB', async () => {
  const { code, fonts } = await opened(1)
  process.stdout.write(`first page: ${code} bytes of code, ${fonts} bytes of fonts as sent\n`)
  expect(code).toBeGreaterThan(0)
  expect(code).toBeLessThanOrEqual(200_000)
  expect(fonts).toBeLessThanOrEqual(120_000)
})

it('a slow phone on a slow line is told how long it waits', async () => {
  const { milliseconds } = await opened(4)
  process.stdout.write(
    `first page, four times slower, 1.6 Mbit/s, 150 ms away: typed in after ${milliseconds} ms\n`,
  )
})
