// The list of cases at a chief's desk: a question kept for tomorrow, all that it finds but two shared among the mentor
// teams and taken back the next day, and the list as a file.
import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { ask } from './ask'
import type { Person } from './browser'
import { signedIn } from './stage'

const numberIn = (text: string | null) => Number(/\d+/.exec(text ?? '')?.[0] ?? Number.NaN)
const found = (page: Page) => page.getByRole('status').filter({ hasText: /^พบ \d+ กรณี$/ })
const rows = (page: Page) => page.getByRole('region', { name: 'กรณี', exact: true }).getByRole('row')
const counts = (page: Page) => page.getByRole('navigation', { name: 'จำนวนตามสถานะ' })

async function chiefAtCases(): Promise<Person> {
  const chief = await signedIn('chief')
  await chief.page.getByRole('navigation').first().getByRole('link', { name: 'กรณี' }).click()
  await found(chief.page).waitFor()
  return chief
}

async function chooseTeam(page: Page, within: Locator, name: string): Promise<void> {
  await within.getByRole('combobox', { name: 'ทีมตำบล' }).fill(name)
  await page.getByRole('option', { name: new RegExp(name) }).click()
}

/** Which mentor team each of the chief's cases is shared to. */
async function shared(chief: Person): Promise<Record<string, string | undefined>> {
  type Cases = { cases: { nodes: { id: string; mentorTeam: { name: string } | null }[] } }
  const { cases } = await ask<Cases>(chief, '{ cases(first: 100) { nodes { id mentorTeam { name } } } }')
  return Object.fromEntries(cases.nodes.map(it => [it.id, it.mentorTeam?.name]))
}

it('what a list is narrowed by stands in its address, and outlasts a reload, the way back and the night', async () => {
  const chief = await chiefAtCases()
  const { page } = chief
  const all = numberIn(await found(page).textContent())
  const waiting = counts(page).getByRole('link', { name: /รอตรวจสอบ/ })
  const count = numberIn(await waiting.textContent())
  expect(count).toBeGreaterThan(2)
  expect(count).toBeLessThan(all)

  await waiting.click()
  await page.getByText(`พบ ${count} กรณี`).waitFor()
  await page.getByRole('button', { name: /เรียงลำดับ/ }).click()
  await page.getByRole('option', { name: 'ขั้นต่ำก่อน' }).click()
  await page.waitForURL(/\/cases\?status=to_verify&order=lowest_level$/)
  await page.reload()
  await page.getByText(`พบ ${count} กรณี`).waitFor()
  await page.goBack()
  await page.getByText(`พบ ${all} กรณี`).waitFor()
  await page.goForward()
  await page.getByText(`พบ ${count} กรณี`).waitFor()

  await page.getByRole('button', { name: 'มุมมอง' }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'ชื่อมุมมองนี้' }).fill('รอตรวจสอบ ขั้นต่ำก่อน')
  await page.getByRole('dialog').getByRole('button', { name: 'บันทึกมุมมองนี้' }).click()
  await page.getByText('บันทึกมุมมองแล้ว').waitFor()
  expect(chief.wrong).toEqual([])
  await chief.leave()

  const again = await chiefAtCases()
  const kept = again.page.getByRole('dialog')
  await again.page.getByRole('button', { name: 'มุมมอง' }).click()
  await kept.getByRole('button', { name: 'เปลี่ยนชื่อมุมมอง รอตรวจสอบ ขั้นต่ำก่อน' }).click()
  await kept.getByRole('textbox', { name: /^ชื่อใหม่/ }).fill('ของวันจันทร์')
  await kept.getByRole('button', { name: 'บันทึก', exact: true }).click()
  await kept.getByRole('link', { name: 'ของวันจันทร์' }).click()
  await again.page.getByText(`พบ ${count} กรณี`).waitFor()
  expect(again.page.url()).toMatch(/\?status=to_verify&order=lowest_level$/)
  await again.page.getByRole('button', { name: 'มุมมอง' }).click()
  await kept.getByRole('button', { name: /^นำมุมมอง .* ออก$/ }).click()
  await kept.getByText('ยังไม่มีมุมมองที่บันทึกไว้').waitFor()
  expect(again.wrong).toEqual([])
  await again.leave()
})

it('shares all that a filter finds but two among the mentor teams, and takes it back later', async () => {
  const chief = await chiefAtCases()
  const { page } = chief
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'ตัวกรอง' }).click()
  await chooseTeam(page, dialog, 'ทีมตำบลในเมือง')
  await dialog.getByRole('button', { name: /^แสดง \d+ กรณี$/ }).click()
  await found(page).waitFor()
  const count = numberIn(await found(page).textContent())
  const before = await shared(chief)

  await page.getByRole('checkbox', { name: 'เลือกทั้งหมด' }).click({ force: true })
  for (const place of [1, 2]) {
    await rows(page).nth(place).getByRole('checkbox', { name: 'เลือกรายการนี้' }).click({ force: true })
  }
  const bar = page.getByRole('region', { name: 'กรณีที่เลือก' })
  await bar.getByText(`เลือก ${count - 2} กรณี`).waitFor()
  await bar.getByRole('button', { name: 'แบ่งให้ทีมพี่เลี้ยง' }).click()
  await dialog.getByRole('button', { name: 'แบ่ง', exact: true }).click()
  await page.getByText(`แบ่ง ${count - 2} กรณีให้ทีมพี่เลี้ยงแล้ว`).waitFor()
  const after = await shared(chief)
  const changed = Object.keys(after).filter(it => after[it] !== before[it])
  expect(changed.length).toBeGreaterThan(0)
  expect(changed.every(it => after[it]?.startsWith('ทีมพี่เลี้ยง'))).toBe(true)
  expect(chief.wrong).toEqual([])
  await chief.leave()

  // The next day the way back is found beside the list.
  const later = await chiefAtCases()
  await later.page.getByRole('link', { name: 'การดำเนินการหลายกรณี' }).click()
  const act = later.page.getByRole('row', { name: `แบ่งให้ทีมพี่เลี้ยง ${count - 2}` }).first()
  await act.getByRole('button', { name: 'ย้อนคืน' }).click()
  const undo = later.page.getByRole('dialog')
  await undo.getByRole('button', { name: 'ย้อนคืน' }).click()
  await undo.getByText('กรณีที่ย้อนคืน').waitFor()
  expect(await shared(later)).toEqual(before)
  expect(later.wrong).toEqual([])
  await later.leave()
})

it('hands the list over as a file without citizen numbers, in which nothing is a formula', async () => {
  const chief = await chiefAtCases()
  const { page } = chief
  const count = numberIn(await found(page).textContent())
  await page.getByRole('button', { name: 'ส่งออก CSV' }).click()
  const coming = page.waitForEvent('download')
  await page.getByRole('dialog').getByRole('button', { name: 'ดาวน์โหลด' }).click()
  const file = await (await coming).path()
  const text = await readFile(file, 'utf8')
  expect(text.startsWith('\uFEFFรหัสครัวเรือน,บ้านเลขที่,')).toBe(true)
  const lines = text.trim().split('\r\n')
  expect(lines.length).toBe(count + 1)
  expect(text).not.toMatch(/(?<!\d)(?:\d[- ]?){13}(?!\d)/)
  expect(text).not.toMatch(/(?:^|,)"?[=+@-]/m)
  expect(text).toContain('เกณฑ์ตั้งต้นของระบบ รอหน่วยงานยืนยัน')
  expect(chief.wrong).toEqual([])
  await chief.leave()
})
