// A stack of paper is typed in by keyboard alone: a sheet that cannot be read holds itself and no other.
import type { Locator, Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { ask } from './ask'
import type { Person } from './browser'
import { signedIn } from './stage'

const WENT = 'อสม. บุญมา'
/** What stands on each sheet. */
const NOTES = ['ปลูกผักหลังบ้าน', 'ซ่อมหลังคาเสร็จแล้ว', 'หลานได้ทุนเรียน', 'รอรถเข็นจากโรงพยาบาล']
/** Today, as people write it. */
const [DAY, MONTH, YEAR] = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Bangkok' }).format().split('/')
const WRITTEN = `${DAY}/${MONTH}/${(Number(YEAR) + 543) % 100}`

let member: Person
let page: Page

beforeAll(async () => {
  member = await signedIn('team')
  page = member.page
})

type Case = {
  id: string
  household: { shortNumber: string }
  problems: { status: string }[]
  visits: { totalCount: number }
}

const cases = async () => {
  const query = `{ cases(first: 100, filter: { status: [BEING_HELPED] }) { nodes {
    id household { shortNumber } problems { status } visits(first: 1) { totalCount } } } }`
  return (await ask<{ cases: { nodes: Case[] } }>(member, query)).cases.nodes
}

const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')

/** Goes on by the key until a field or button has the focus. */
async function go(key: string, name: string, times = 1): Promise<void> {
  for (let at = 0; at < times; at += 1) {
    do await page.keyboard.press(key)
    while (
      (await focused()) !== name &&
      !(await page.locator(':focus').getByText(name, { exact: true }).count())
    )
  }
}

/** Types into the cell that has the focus, and goes on to the next. */
async function cell(name: string, text = ''): Promise<void> {
  await expect.poll(focused).toBe(name)
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
}

const row = (at: number): Locator => page.getByRole('table', { name: 'ใบเยี่ยม' }).getByRole('row').nth(at)
const isSaved = (at: number) => row(at).getByText('บันทึกแล้ว').waitFor()

/** Types a sheet on which nothing changed; the day and who went are those of the sheet before. */
async function typeSheet(at: number, number: string, note: string): Promise<void> {
  await cell('เลขที่ใบเยี่ยม', number)
  await row(at)
    .locator('[aria-live]')
    .filter({ hasText: /บ้านเลขที่|ไม่พบเลขนี้/ })
    .waitFor()
  await cell('วันที่เยี่ยม', at === 1 ? WRITTEN : '')
  await cell('ผู้ไปเยี่ยม', at === 1 ? WENT : '')
  await cell('พบกันอย่างไร')
  await cell('ผู้ให้ข้อมูล', 'แม่บ้าน')
  await cell('ผลการเยี่ยม', '1')
  await cell('บันทึก', note)
}

it('saves each sheet by itself, holds the one with a wrong number alone, and shows all at their households', async () => {
  const all = await cases()
  const withProblem = all.find(it => it.problems.some(of => of.status === 'OPEN'))
  const others = all.filter(it => it !== withProblem).slice(0, 3)
  const stack = [...others, withProblem].flatMap(it => it ?? [])
  expect(stack.length).toBe(4)
  const [first, second, third, last] = stack.map(it => it.household.shortNumber)

  await page.getByRole('navigation').first().getByRole('link', { name: 'พิมพ์จากใบเยี่ยม' }).press('Enter')
  await row(1).waitFor()
  await go('Tab', 'เลขที่ใบเยี่ยม')
  await typeSheet(1, first ?? '', NOTES[0] ?? '')
  await isSaved(1)

  // The second was misread: it waits, says what it lacks, and the stack goes on.
  await typeSheet(2, 'ZZZZ9999', NOTES[1] ?? '')
  await row(2).getByText('ไม่พบเลขนี้ในพื้นที่ของท่าน').waitFor()
  await row(2).getByText('โปรดระบุเลขที่ใบเยี่ยม').waitFor()
  await go('Tab', 'เพิ่มแถว')
  await page.keyboard.press('Enter')
  await typeSheet(3, third?.toLowerCase() ?? '', NOTES[2] ?? '')
  await isSaved(3)

  // A sheet that tells of something: digits choose from the lists.
  await cell('เลขที่ใบเยี่ยม', last)
  await row(4).getByText('บ้านเลขที่').waitFor()
  for (const name of ['วันที่เยี่ยม', 'ผู้ไปเยี่ยม', 'พบกันอย่างไร']) await cell(name)
  await cell('ผู้ให้ข้อมูล', 'แม่บ้าน')
  await cell('ผลการเยี่ยม', '2')
  await cell('ผลตรวจสอบ', '1')
  await page.keyboard.type('1')
  for (let tries = 0; tries < 40 && (await focused()) !== 'บันทึก'; tries += 1)
    await page.keyboard.press('Enter')
  await cell('บันทึก', NOTES[3])
  await isSaved(4)
  await page.getByText('บันทึกแล้ว 3 ใบ').waitFor()
  expect(await member.faults()).toEqual([])

  // Back to the one that waits; its other cells are as they were typed.
  await expect.poll(focused).toBe('เลขที่ใบเยี่ยม')
  await go('Shift+Tab', 'เลขที่ใบเยี่ยม')
  await page.keyboard.press('Control+A')
  await cell('เลขที่ใบเยี่ยม', second)
  await row(2).getByText('บ้านเลขที่').waitFor()
  for (const name of ['วันที่เยี่ยม', 'ผู้ไปเยี่ยม', 'พบกันอย่างไร', 'ผู้ให้ข้อมูล', 'ผลการเยี่ยม', 'บันทึก']) await cell(name)
  await isSaved(2)
  await page.getByText('บันทึกแล้ว 4 ใบ').waitFor()
  // The hands are where the next sheet begins.
  await expect.poll(focused).toBe('เลขที่ใบเยี่ยม')

  await member.open('/sheets')
  expect(await page.getByText(/^บันทึกแล้ว/).count()).toBe(0)
  const after = new Map((await cases()).map(it => [it.id, it.visits.totalCount]))
  for (const [at, it] of stack.entries()) {
    expect(after.get(it.id)).toBe(it.visits.totalCount + 1)
    await member.open(`/cases/${it.id}`)
    const told = page.getByRole('region', { name: 'ลำดับเหตุการณ์' }).getByRole('listitem')
    const visit = told.filter({ hasText: NOTES[at] ?? '' }).first()
    await visit.getByText(WENT).waitFor()
    await visit.getByText('แม่บ้าน').first().waitFor()
  }
  expect(member.wrong).toEqual([])
  await member.leave()
})
