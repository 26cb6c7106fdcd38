// How fast the list of cases is: what a person waits for, beside what the server itself needs and what a bare page does.
import type { Browser, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, it } from 'vitest'
import { DESK, openBrowser, Person, PHONE } from './browser'
import { type Made, makeData } from './made'
import { Program } from './program'

/** Households of the data, rows to scroll through, and rounds of what is done again. */
const HOUSEHOLDS = Number(process.env.PHONJON_HOUSEHOLDS ?? 48_000)
const ROWS = Number(process.env.PHONJON_ROWS ?? 10_000)
const ROUNDS = 5

let made: Made
let program: Program
let browser: Browser

beforeAll(async () => {
  made = makeData(HOUSEHOLDS)
  program = await Program.start()
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await program?.kill()
  made?.remove()
})

const median = (of: number[]) => [...of].sort((a, b) => a - b)[Math.floor(of.length / 2)] ?? Number.NaN
const found = (page: Page) => page.getByRole('status').filter({ hasText: /^พบ [\d,]+ กรณี$/ })

/** How long something takes, in milliseconds. */
async function time(what: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await what()
  return performance.now() - begun
}

/** The memory that the page's objects need once what is needless is gone, in MB. */
async function heap(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage')
  const { usedSize } = await devtools.send('Runtime.getHeapUsage')
  return usedSize / 2 ** 20
}

type Pages = { pages: number[]; asked: number[]; blocked: number; frames: number[]; rows: number }

/** Goes to the end of what is there until so many rows were: milliseconds of each page until its last row is drawn. */
function scroll(page: Page, rows: number): Promise<Pages> {
  return page.evaluate(async wanted => {
    const frame = () => new Promise<number>(requestAnimationFrame)
    const box = document.querySelector('section[tabindex="0"]') ?? document.documentElement
    const last = () => {
      const drawn = document.querySelectorAll('tr[aria-rowindex], li[aria-posinset]')
      const it = drawn[drawn.length - 1]
      return Number(it?.getAttribute('aria-posinset') ?? Number(it?.getAttribute('aria-rowindex')) - 1)
    }
    const told: Pages = { pages: [], asked: [], blocked: 0, frames: [], rows: 0 }
    const tasks = new PerformanceObserver(list => {
      for (const it of list.getEntries()) told.blocked += it.duration - 50
    })
    tasks.observe({ type: 'longtask' })
    const asked = new PerformanceObserver(list => {
      for (const it of list.getEntries()) if (it.name.endsWith('/graphql')) told.asked.push(it.duration)
    })
    asked.observe({ type: 'resource' })
    let before = await frame()
    while (told.rows < wanted) {
      const begun = performance.now()
      while (last() < told.rows + 100 && performance.now() - begun < 60_000) {
        box.scrollTop = box.scrollHeight
        const now = await frame()
        told.frames.push(now - before)
        before = now
      }
      if (last() === told.rows) break
      told.rows = last()
      told.pages.push(performance.now() - begun)
    }
    tasks.disconnect()
    asked.disconnect()
    return told
  }, rows)
}

/** The same pages by a page that only asks, and draws what comes into a plain table. */
function bare(page: Page, asked: string, rows: number): Promise<{ api: number[]; drawn: number[] }> {
  return page.evaluate(
    async ([body, count]) => {
      const headers = { 'Content-Type': 'application/json', 'X-Phonjon-Client': 'web' }
      const question = JSON.parse(body)
      const told = { api: [] as number[], drawn: [] as number[] }
      const table = document.body.appendChild(document.createElement('table'))
      for (let done = 0; done < count; done += 100) {
        const begun = performance.now()
        const response = await fetch('/graphql', {
          method: 'POST',
          headers,
          body: JSON.stringify(question),
        })
        const text = await response.text()
        told.api.push(performance.now() - begun)
        const { cases } = JSON.parse(text).data
        for (const it of cases.nodes) {
          const row = table.insertRow()
          const { houseNo, villageName, members } = it.household
          const told = [houseNo, members[0]?.person?.firstName, villageName, members.length]
          for (const cell of [...told, it.status, it.level, it.lastVisitedOn, it.team?.name]) {
            row.insertCell().textContent = `${cell ?? ''}`
          }
        }
        table.getBoundingClientRect()
        told.drawn.push(performance.now() - begun)
        question.variables.after = cases.pageInfo.endCursor
      }
      return told
    },
    [asked, rows] as const,
  )
}

for (const [at, viewport, slower] of [
  ['desk', DESK, 1],
  ['phone, four times slower', PHONE, 4],
] as const) {
  it(`cases at a ${at}`, async () => {
    const chief = await Person.at(browser, program, viewport)
    const { page } = chief
    const lines: [string, string][] = []
    const told = (what: string, ms: number[]) => lines.push([what, `${Math.round(median(ms))} ms`])
    let question = ''
    page.on('request', it => {
      const body = it.postData() ?? ''
      if (!question && body.includes('query Cases(')) question = body
    })
    await chief.signIn(made.userName, made.password)
    const devtools = await chief.context.newCDPSession(page)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower })

    const row = page.locator('tr[aria-rowindex="2"], li[aria-posinset="1"]')
    const opened: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      await page.goto(`${program.url}/`)
      const link = page.getByRole('navigation').first().getByRole('link', { name: 'กรณี', exact: true })
      await link.waitFor()
      opened.push(await time(() => link.click().then(() => row.waitFor())))
    }
    const total = Number((await found(page).textContent())?.replace(/\D/g, ''))
    told('first rows', opened)

    const small = await heap(devtools)
    const { pages, asked, blocked, frames, rows } = await scroll(page, ROWS)
    told('a page, the first ten', pages.slice(0, 10))
    told('a page, the last ten', pages.slice(-10))
    told('of which the server', asked)
    lines.push(['longest frame', `${Math.round(Math.max(...frames))} ms`])
    lines.push(['blocked a page', `${Math.round(blocked / pages.length)} ms`])
    const large = await heap(devtools)
    lines.push([`memory, then with ${rows} rows`, `${small.toFixed(0)}, ${large.toFixed(0)} MB`])
    await page.evaluate(() => {
      const box = document.querySelector('section[tabindex="0"]') ?? document.documentElement
      box.scrollTop = 0
    })

    const status = page.getByRole('navigation', { name: 'จำนวนตามสถานะ' }).getByRole('link')
    const narrowed: number[] = []
    for (const name of [/รอตรวจสอบ/, /ทั้งหมด/, /รอตรวจสอบ/, /ทั้งหมด/]) {
      const was = page.url()
      narrowed.push(
        await time(async () => {
          await status.filter({ hasText: name }).click()
          await page.waitForURL(it => it.href !== was)
          await found(page).waitFor()
          await row.waitFor()
        }),
      )
    }
    told('another filter', narrowed)

    const ordered: number[] = []
    for (const name of ['รับเข้าดูแลล่าสุดก่อน', 'เร่งด่วนก่อน', 'ขั้นต่ำก่อน', 'เร่งด่วนก่อน']) {
      const was = page.url()
      await page.getByRole('button', { name: /เรียงลำดับ/ }).click()
      ordered.push(
        await time(async () => {
          await page.getByRole('option', { name }).click()
          await page.waitForURL(it => it.href !== was)
          await found(page).waitFor()
          await row.waitFor()
        }),
      )
    }
    told('another order', ordered)

    const bar = page.getByRole('region', { name: 'กรณีที่เลือก' })
    const all =
      viewport === DESK
        ? page.getByRole('checkbox', { name: 'เลือกทั้งหมด' })
        : page.getByRole('checkbox', { name: 'เลือกรายการนี้' }).first()
    const marked: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      marked.push(await time(() => all.click({ force: true }).then(() => bar.waitFor())))
      await bar.getByRole('button', { name: 'ล้างการเลือก' }).click()
      await bar.waitFor({ state: 'detached' })
    }
    told(viewport === DESK ? `all ${total} marked` : 'one marked', marked)

    await all.click({ force: true })
    const rest = bar.getByRole('button', { name: /^เลือกทั้งหมด/ })
    if (await rest.isVisible()) await rest.click()
    const previews: number[] = []
    for (let round = 0; round < 3; round += 1) {
      await bar.getByRole('button', { name: 'มอบหมาย', exact: true }).click()
      const dialog = page.getByRole('dialog')
      const team = dialog.getByRole('combobox', { name: 'ทีมตำบล' })
      await team.press('ArrowDown')
      await page.locator('[role="option"][data-focused]').waitFor()
      previews.push(
        await time(async () => {
          await team.press('Enter')
          await dialog.getByRole('table').or(dialog.getByText('ภาระงานของทีมไม่เปลี่ยน')).waitFor()
        }),
      )
      await dialog.getByRole('button', { name: 'ยกเลิก' }).click()
    }
    told(`the loads that giving ${total} to a team makes`, previews)

    await page.route(/\/bare$/, it => it.fulfill({ contentType: 'text/html', body: '<body>' }))
    await page.goto(`${program.url}/bare`)
    const { api, drawn } = await bare(page, question, 2_000)
    told('a page of the API alone', api)
    told('a page asked for and drawn bare', drawn)
    process.stdout.write(`\n${total} cases, ${at}\n`)
    for (const [what, value] of lines) process.stdout.write(`| ${what} | ${value} |\n`)
    if (chief.wrong.length > 0) throw new Error(chief.wrong.join('\n'))
    await chief.leave()
  })
}
