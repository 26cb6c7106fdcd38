// A chief's morning: the plans that wait on the phone, and the households without mentors at the desk.
import type { Locator } from 'playwright-core'
import { expect, it } from 'vitest'
import { act, ask } from './ask'
import { PHONE } from './browser'
import { signedIn } from './stage'

/** The number in a text that has one. */
const numberIn = (text: string | null) => Number(/\d+/.exec(text ?? '')?.[0] ?? Number.NaN)

type Confirmed = { cases: { nodes: { id: string; verification: string | null }[] } }

/** Two households agree to a plan with their team. */
async function planTwo(): Promise<void> {
  const member = await signedIn('team')
  const { cases } = await ask<Confirmed>(
    member,
    '{ cases(first: 50, filter: { status: [BEING_HELPED] }) { nodes { id verification } } }',
  )
  const confirmed = cases.nodes.filter(it => it.verification === 'CONFIRMED').slice(0, 2)
  expect(confirmed.length).toBe(2)
  for (const { id } of confirmed) {
    const plan = '{ wayOut: "เลี้ยงไก่ไข่ขายในหมู่บ้าน", agreedOn: "2026-01-05" }'
    await act(member, `caseMakePlan(caseId: "${id}", plan: ${plan}, key: KEY)`)
  }
  await member.leave()
}

it('agrees on a phone to all plans that wait, in three taps', async () => {
  await planTwo()
  const chief = await signedIn('chief', PHONE)
  const { page } = chief
  let taps = 0
  const tap = async (what: Locator) => {
    taps += 1
    await what.tap()
  }
  const waiting = page.getByRole('link', { name: /แผนครัวเรือนรอเห็นชอบ/ })
  await waiting.waitFor()
  const count = numberIn(await waiting.textContent())
  expect(count).toBeGreaterThanOrEqual(2)

  await tap(waiting)
  await tap(page.getByRole('button', { name: `เห็นชอบทั้งหมด ${count} แผน` }))
  await tap(page.getByRole('dialog').getByRole('button', { name: 'ยืนยัน' }))
  await page.getByText(`เห็นชอบแล้ว ${count} แผน`).waitFor()
  expect(taps).toBeLessThanOrEqual(3)

  await chief.open('/')
  expect(numberIn(await waiting.textContent())).toBe(0)
  expect(chief.wrong).toEqual([])
  await chief.leave()
})

it('gives all households of a subdistrict without mentors to a mentor team at the desk, and takes it back', async () => {
  const chief = await signedIn('chief')
  const { page } = chief
  const dialog = page.getByRole('dialog')
  await page.getByRole('link', { name: /ยังไม่มีทีมพี่เลี้ยง/ }).click()
  await page.getByRole('button', { name: 'ตัวกรอง' }).click()
  await dialog.getByRole('combobox', { name: 'ทีมตำบล' }).fill('ในเมือง')
  await page.getByRole('option', { name: /ทีมตำบลในเมือง/ }).click()
  await dialog.getByRole('button', { name: /^แสดง \d+ กรณี$/ }).click()
  const found = page.getByRole('status').filter({ hasText: /^พบ \d+ กรณี$/ })
  await found.waitFor()
  const before = numberIn(await found.textContent())
  expect(before).toBeGreaterThan(1)

  await page.getByRole('checkbox', { name: 'เลือกทั้งหมด' }).click({ force: true })
  const bar = page.getByRole('region', { name: 'กรณีที่เลือก' })
  await bar.getByText(`เลือก ${before} กรณี`).waitFor()
  await bar.getByRole('button', { name: 'มอบหมาย', exact: true }).click()
  await dialog.getByRole('combobox', { name: 'ทีมพี่เลี้ยง' }).fill('1')
  await page.getByRole('option', { name: /ทีมพี่เลี้ยง 1/ }).click()

  // The preview says what becomes of the team; it comes true.
  const row = dialog.getByRole('row', { name: /ทีมพี่เลี้ยง 1/ })
  await row.waitFor()
  const [had, has] = (await row.getByRole('cell').allTextContents()).slice(-2).map(numberIn)
  expect((has ?? 0) - (had ?? 0)).toBe(before)
  await dialog.getByRole('button', { name: 'มอบหมาย', exact: true }).click()
  await page.getByText(`มอบหมาย ${before} กรณีแล้ว`).waitFor()
  await page.getByText('ไม่พบกรณีตามที่เลือก').waitFor()

  await page.getByRole('button', { name: 'ย้อนคืน' }).click()
  await page.getByText(`ย้อนคืน ${before} กรณีแล้ว`).waitFor()
  await page.reload()
  await chief.settled()
  expect(numberIn(await found.textContent())).toBe(before)
  expect(chief.wrong).toEqual([])
  await chief.leave()
})
