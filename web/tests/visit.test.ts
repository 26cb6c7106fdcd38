// A visit where there is no line: kept on the phone, sent once when the line is back, wiped when the member signs out.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask } from './ask'
import { openBrowser, Person, PHONE } from './browser'
import { Program, printed } from './program'

const NOTE = 'ปลูกผักสวนครัวหลังบ้านเพิ่มสองแปลง'

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

type Visits = { case: { visits: { totalCount: number } } }

async function visitsOf(person: Person, caseId: string): Promise<number> {
  const told = await ask<Visits>(
    person,
    'query ($id: ID!) { case(id: $id) { visits(first: 1) { totalCount } } }',
    {
      id: caseId,
    },
  )
  return told.case.visits.totalCount
}

/** What the phone keeps: of which kinds, and everything in it that anybody could read. */
async function keptOn(person: Person): Promise<{ kinds: string[]; readable: string }> {
  return person.page.evaluate(async () => {
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((done, failed) => {
        request.onsuccess = () => done(request.result)
        request.onerror = () => failed(request.error)
      })
    const db = await asked(indexedDB.open('phonjon'))
    const stores = [...db.objectStoreNames]
    const rows = await Promise.all(stores.map(it => asked(db.transaction(it).objectStore(it).getAll())))
    db.close()
    return {
      kinds: rows.flat().flatMap(it => (it.kind ? [String(it.kind)] : [])),
      readable: JSON.stringify([rows, { ...localStorage }, { ...sessionStorage }]),
    }
  })
}

it('keeps a visit while the line is cut, sends it once, and wipes the phone at signing out', async () => {
  const member = await Person.at(browser, program, PHONE)
  await member.signIn('team', printed.team ?? '')
  await member.open('/visits')
  await member.page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  await member.page.getByRole('button', { name: 'เก็บไว้ในเครื่อง' }).tap()
  await member.page.getByText(/^เก็บไว้ในเครื่องแล้ว \d+ ครัวเรือน$/).waitFor()
  const household = member.page
    .locator('main')
    .getByRole('link', { name: /บ้านเลขที่/ })
    .first()
  const [, caseId = ''] = /cases\/([0-9a-f]+)/.exec((await household.getAttribute('href')) ?? '') ?? []
  const name = (await household.locator('strong').textContent()) ?? ''
  const before = await visitsOf(member, caseId)

  await household.tap()
  const nothing = () => member.page.getByRole('radio', { name: /ไม่มีอะไรเปลี่ยนแปลง/ })
  const note = () => member.page.getByRole('textbox', { name: 'บันทึกเพิ่มเติม' })
  await member.page.getByText('ไม่มีอะไรเปลี่ยนแปลง').tap()
  await member.context.setOffline(true)
  await note().fill(NOTE)
  await member.page.getByText('ร่างนี้เก็บไว้ในเครื่องแล้ว').waitFor()

  await member.reopen()
  await member.page.getByText(/^นำร่างที่ค้างไว้เมื่อ/).waitFor()
  expect(await nothing().isChecked()).toBe(true)
  expect(await note().inputValue()).toBe(NOTE)
  await member.page.getByRole('button', { name: 'ส่ง', exact: true }).tap()
  await member.page.getByText('เก็บการเยี่ยมไว้ในเครื่องแล้ว จะส่งให้เมื่อมีสัญญาณ').waitFor()
  await member.page.getByText('ยังไม่ส่ง 1 รายการ').waitFor()

  await member.context.setOffline(false)
  // Of a page that was opened without a line this browser thinks that it has one; a phone tells when it is back.
  await member.page.evaluate(() => dispatchEvent(new Event('online')))
  await member.page.getByText('ส่งครบแล้ว').waitFor()
  expect(await visitsOf(member, caseId)).toBe(before + 1)
  await member.reopen()
  await member.page.getByText('ส่งครบแล้ว').waitFor()
  await member.settled()
  expect(await visitsOf(member, caseId)).toBe(before + 1)

  expect((await keptOn(member)).kinds).toContain('household')
  await member.page.getByRole('button', { name: 'ออกจากระบบ' }).tap()
  await member.page.locator('input[name="password"]').waitFor()
  const left = await keptOn(member)
  expect(left.kinds.filter(it => it !== 'visit')).toEqual([])
  expect(left.readable).not.toContain(name)
  expect(left.readable).not.toContain(NOTE)

  await member.signIn('mentor', printed.mentor ?? '')
  await member.open('/visits')
  await member.page.getByText('ไม่มีการเยี่ยมที่รอส่ง').waitFor()
  await member.page.getByText('ยังไม่ได้เก็บครัวเรือนไว้ในเครื่อง').waitFor()
  expect(await member.page.locator('main').textContent()).not.toContain(NOTE)
  expect(member.wrong).toEqual([])
  await member.leave()
})

it('a phone whose session ran out keeps no household once somebody else signs in on it', async () => {
  const member = await Person.at(browser, program, PHONE)
  await member.signIn('team', printed.team ?? '')
  await member.open('/visits')
  await member.page.getByRole('button', { name: 'เก็บไว้ในเครื่อง' }).tap()
  await member.page.getByText(/^เก็บไว้ในเครื่องแล้ว \d+ ครัวเรือน$/).waitFor()
  await member.context.clearCookies()
  await member.reopen()
  await member.page.locator('input[name="password"]').waitFor()
  expect((await keptOn(member)).kinds).toContain('household')

  await member.signIn('mentor', printed.mentor ?? '')
  await expect.poll(async () => (await keptOn(member)).kinds).not.toContain('household')
  expect(member.wrong).toEqual([])
  await member.leave()
})
