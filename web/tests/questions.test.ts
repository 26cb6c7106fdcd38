// Questions whether two records are one person: compared side by side, answered, and an answer taken back.
import { expect, it } from 'vitest'
import { ask } from './ask'
import type { Person } from './browser'
import { bring, heads } from './listed'
import { signedIn } from './stage'
import { citizenNumber, targetList } from './workbook'

type Waiting = { linkQuestions: { nodes: { id: string }[] } }

const nWaiting = async (person: Person) =>
  (await ask<Waiting>(person, '{ linkQuestions(first: 100) { nodes { id } } }')).linkQuestions.nodes.length

it('compares two records side by side, joins those of one person, and takes an answer back', async () => {
  const officer = await signedIn('officer')
  // A list of a later year names three whom the district knows in another house and with another number.
  const known = (await heads(officer)).slice(0, 3)
  expect(known.length).toBe(3)
  const again = known.map(({ listed }, at) => ({
    ...listed,
    number: citizenNumber(610 + at),
    house: `90${at}`,
  }))
  await bring(officer, 'tpmap_2567_more.xlsx', targetList('เป้าหมาย 2567', again))
  const before = await nWaiting(officer)
  expect(before).toBeGreaterThanOrEqual(3)

  const { page } = officer
  await officer.open('/')
  await page.getByRole('navigation').first().getByRole('link', { name: 'รายการรอยืนยัน' }).click()
  // Who lives closer to them is asked first; whoever reaches both may look at all.
  await page.getByRole('link', { name: 'ทั้งหมดที่รอ' }).click()
  const left = (count: number) => page.getByText(new RegExp(`เหลือ ${count} รายการ`))
  await left(before).waitFor()
  const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) })
  const askedAbout = async () => {
    const cells = await row('ชื่อ-สกุล').getByRole('cell').allTextContents()
    const found = known.find(({ listed }) => cells[0]?.includes(`${listed.firstName} ${listed.lastName}`))
    if (!found) throw new Error(`nobody of the list: ${cells}`)
    return found
  }
  const first = await askedAbout()
  await page.getByText('เลขประจำตัวต่างกัน').waitFor()
  expect((await row('วันเกิด').getByRole('cell').allTextContents()).at(-1)).toBe('ตรงกัน')
  const houses = await row('บ้านเลขที่').getByRole('cell').allTextContents()
  expect(houses.slice(0, 2).sort()).toEqual([first.listed.house, `90${known.indexOf(first)}`].sort())
  expect(houses.at(-1)).toBe('ต่างกัน')
  // Of numbers nobody sees enough to know them.
  expect(await page.locator('main').textContent()).not.toMatch(/\d{12}|\d-\d{4}-\d{5}/)
  await officer.picture('officer-questions-th-desk')
  expect(await officer.faults()).toEqual([])

  // To and fro by the keyboard, whichever language is typed.
  await page.getByText(/· ที่ 1$/).waitFor()
  await page.keyboard.press('KeyJ')
  await page.getByText(/· ที่ 2$/).waitFor()
  expect(await askedAbout()).not.toBe(first)
  await page.keyboard.press('KeyK')
  await page.getByText(/· ที่ 1$/).waitFor()
  expect(await askedAbout()).toBe(first)

  // The same person: the queue goes on, and both households tell of it.
  await page.getByRole('button', { name: /คนเดียวกัน$/ }).click()
  await page.getByText('บันทึกว่าเดียวกันแล้ว').waitFor()
  await left(before - 1).waitFor()
  const second = await askedAbout()
  expect(second).not.toBe(first)

  // Not the same, by the keyboard.
  await page.keyboard.press('Digit2')
  await page.getByText('บันทึกว่าไม่ใช่เดียวกันแล้ว จะไม่ถามซ้ำ').waitFor()
  await left(before - 2).waitFor()
  expect(await nWaiting(officer)).toBe(before - 2)

  // Both households tell of whom they share: moved from one to the other, with both numbers.
  const { firstName, lastName, title } = first.listed
  const name = `${title}${firstName} ${lastName}`
  const numbers = /\d-x{4}-x{5}-\d\d-x.*\d-x{4}-x{5}-\d\d-x/
  const whole = page.getByRole('row', { name: new RegExp(`${name}.*${numbers.source}`) })
  await page.getByRole('link', { name: 'ตอบแล้ว' }).click()
  const answered = page.getByRole('row', { name: new RegExp(`${firstName} ${lastName}`) })
  await answered.getByText('คนเดียวกัน').waitFor()
  await answered.getByRole('link', { name: `บ้านเลขที่ 90${known.indexOf(first)}` }).click()
  await whole.waitFor()
  await officer.open(`/cases/${first.caseId}`)
  await page.getByRole('table', { name: 'เคยอยู่ในครัวเรือน' }).getByRole('row', { name }).waitFor()

  // Taken back, the question waits again, and they are two as before.
  await officer.open('/questions?show=answered')
  expect(await officer.faults()).toEqual([])
  await answered.getByRole('button', { name: 'ย้อนคืน' }).click()
  await page.getByText('ย้อนคืนคำตอบแล้ว รายการกลับมารอยืนยัน').waitFor()
  await answered.waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'ทั้งหมดที่รอ' }).click()
  await left(before - 1).waitFor()
  expect(await nWaiting(officer)).toBe(before - 1)
  await officer.open(`/cases/${first.caseId}`)
  await page.getByRole('table', { name: 'สมาชิก' }).getByRole('row', { name }).waitFor()
  expect(await whole.count()).toBe(0)
  expect(officer.wrong).toEqual([])

  // For a meeting: numbered on paper, and found by the number.
  await officer.open('/questions?show=paper')
  const paper = page.getByRole('listitem').filter({ hasText: 'ข้อ 1 ·' })
  await ask(officer, 'mutation { linkQuestionsNumber(key: "paper-1") { numbered } }')
  await officer.open('/questions?show=paper')
  await paper.waitFor()
  await page.getByLabel('เลขข้อ').fill('๑')
  await paper.waitFor()
  expect(await officer.faults()).toEqual([])
  await officer.leave()
})
