// A visit where there is no line: kept on the phone that nobody can read, sent once when the line is back, wiped after its
// time and when the member signs out.
import type { Locator } from 'playwright-core'
import { expect, it } from 'vitest'
import { type Person, PHONE } from './browser'
import { keepHouseholds, keptHousehold, keptOn, visitsOf } from './phone'
import { printed } from './program'
import { signedIn } from './stage'

const NOTE = 'ปลูกผักสวนครัวหลังบ้านเพิ่มสองแปลง'
/** Stands in the page itself, which the phone keeps too: looking for it shows that what is there is found. */
const PLAIN = 'พ้นจน'
const HOUR = 3_600_000

async function memberOnPhone(): Promise<Person> {
  const member = await signedIn('team', PHONE)
  return member
}

/** The line is back; of a page that was opened without one this browser thinks that it has one, a phone tells. */
async function backInReach(person: Person): Promise<void> {
  await person.context.setOffline(false)
  await person.page.evaluate(() => dispatchEvent(new Event('online')))
}

it('records a visit where nothing changed in three taps from the list of cases', async () => {
  const member = await memberOnPhone()
  await member.page.getByRole('navigation').last().getByRole('link', { name: 'กรณี' }).tap()
  let taps = 0
  const tap = async (what: Locator) => {
    taps += 1
    await what.tap()
  }
  const visit = member.page.getByRole('link', { name: /^บันทึกการเยี่ยม/ }).first()
  const caseId = (await visit.getAttribute('href'))?.split('/')[2] ?? ''
  const before = await visitsOf(member, caseId)
  await tap(visit)
  await tap(member.page.getByText('ไม่มีอะไรเปลี่ยนแปลง'))
  await tap(member.page.getByRole('button', { name: 'ส่ง', exact: true }))
  await member.page.getByText('ส่งการเยี่ยมแล้ว').waitFor()
  expect(taps).toBeLessThanOrEqual(3)
  expect(await visitsOf(member, caseId)).toBe(before + 1)
  expect(member.wrong).toEqual([])
  await member.leave()
})

it('keeps a visit while the line is cut, sends it once, and wipes the phone at signing out', async () => {
  const member = await memberOnPhone()
  await keepHouseholds(member)
  const { name, houseNo, path, caseId } = await keptHousehold(member)
  // A house number alone may stand in sealed bytes by chance.
  const told = [...name.split(' ').filter(it => it.length > 2), `"houseNo":"${houseNo}"`, NOTE]
  const before = await visitsOf(member, caseId)

  await member.page.locator(`main a[href="${path}"]`).tap()
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
  const drafted = await keptOn(member, [PLAIN, ...told])
  expect(new Set(drafted.kinds)).toEqual(new Set(['common', 'household', 'draft']))
  expect(drafted.found).toEqual([PLAIN])
  await member.page.getByRole('button', { name: 'ส่ง', exact: true }).tap()
  await member.page.getByText('เก็บการเยี่ยมไว้ในเครื่องแล้ว จะส่งให้เมื่อมีสัญญาณ').waitFor()
  await member.page.getByText('ยังไม่ส่ง 1 รายการ').waitFor()
  expect((await keptOn(member, [PLAIN, ...told])).found).toEqual([PLAIN])

  await backInReach(member)
  await member.page.getByText('ส่งครบแล้ว').waitFor()
  expect(await visitsOf(member, caseId)).toBe(before + 1)
  await member.reopen()
  await member.page.getByText('ส่งครบแล้ว').waitFor()
  await member.settled()
  expect(await visitsOf(member, caseId)).toBe(before + 1)

  expect((await keptOn(member, [])).kinds).toContain('household')
  await member.page.getByRole('button', { name: 'ออกจากระบบ' }).tap()
  await member.page.locator('input[name="password"]').waitFor()
  expect(await keptOn(member, [PLAIN, ...told])).toEqual({ kinds: [], found: [PLAIN] })

  await member.signIn('mentor', printed.mentor ?? '')
  await member.open('/visits')
  await member.page.getByText('ไม่มีการเยี่ยมที่รอส่ง').waitFor()
  await member.page.getByText('ยังไม่ได้เก็บครัวเรือนไว้ในเครื่อง').waitFor()
  expect(await member.page.locator('main').textContent()).not.toContain(NOTE)
  expect(member.wrong).toEqual([])
  await member.leave()
})

it('forgets households half a day after signing in, and a sent visit after a day, but never an unsent one', async () => {
  const member = await memberOnPhone()
  await keepHouseholds(member)
  const { path, caseId } = await keptHousehold(member)
  const before = await visitsOf(member, caseId)
  await member.context.setOffline(true)
  await member.page.locator(`main a[href="${path}"]`).tap()
  await member.page.getByText('ไม่มีอะไรเปลี่ยนแปลง').tap()
  await member.page.getByRole('button', { name: 'ส่ง', exact: true }).tap()
  await member.page.getByText('ยังไม่ส่ง 1 รายการ').waitFor()

  const later = async (hours: number) => {
    await member.context.clock.setFixedTime(Date.now() + hours * HOUR)
    await member.reopen()
  }
  await later(13)
  await member.page.getByRole('heading', { name: 'ติดต่อระบบไม่ได้' }).waitFor()
  expect((await keptOn(member, [])).kinds).toEqual(['visit'])
  await member.context.setOffline(false)
  await member.page.getByRole('button', { name: 'ลองใหม่' }).tap()
  await member.page.getByText('ส่งครบแล้ว').waitFor()
  expect(await visitsOf(member, caseId)).toBe(before + 1)
  expect((await keptOn(member, [])).kinds).toEqual(['visit'])

  await later(13 + 25)
  await member.page.getByText('ไม่มีการเยี่ยมที่รอส่ง').waitFor()
  expect((await keptOn(member, [])).kinds).toEqual([])
  expect(member.wrong).toEqual([])
  await member.leave()
})

it('a phone whose session ran out keeps no household once somebody else signs in on it', async () => {
  const member = await memberOnPhone()
  await keepHouseholds(member)
  await member.context.clearCookies()
  await member.reopen()
  await member.page.locator('input[name="password"]').waitFor()
  expect((await keptOn(member, [])).kinds).toContain('household')

  await member.signIn('mentor', printed.mentor ?? '')
  await expect.poll(async () => (await keptOn(member, [])).kinds).not.toContain('household')
  expect(member.wrong).toEqual([])
  await member.leave()
})
