// The program falls over, or the session ends, while a form is filled in: what was typed is there and can be sent.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask } from './ask'
import { openBrowser, PASSWORD, Person } from './browser'
import { Program, printed } from './program'

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

type Found = { cases: { nodes: { id: string; verification: string | null }[] } }

/** A member who begins to write down what a household wants to do. */
async function planning(wayOut: string): Promise<Person> {
  const member = await Person.at(browser, program)
  await member.signIn('team', printed.team ?? '')
  const { cases } = await ask<Found>(
    member,
    '{ cases(first: 50, filter: { status: [BEING_HELPED] }) { nodes { id verification } } }',
  )
  const found = cases.nodes.find(it => it.verification === 'CONFIRMED')
  await member.page.goto(`${program.url}/cases/${found?.id}`)
  await member.page.getByRole('button', { name: /^จัดทำแผน/ }).click()
  await member.page.getByRole('textbox', { name: /^ทางออก/ }).fill(wayOut)
  return member
}

it('keeps what was typed while the program is down, and sends it once it is back', async () => {
  const wayOut = 'รวมกลุ่มทอผ้ากับเพื่อนบ้าน'
  const member = await planning(wayOut)
  const dialog = member.page.getByRole('dialog', { name: /^จัดทำแผน/ })
  await program.kill()
  await dialog.getByRole('button', { name: 'บันทึก' }).click()
  await dialog
    .getByRole('alert')
    .getByText(/สิ่งที่กรอกยังอยู่/)
    .waitFor()
  expect(await dialog.getByRole('textbox', { name: /^ทางออก/ }).inputValue()).toBe(wayOut)

  await program.start()
  await dialog.getByRole('button', { name: 'บันทึก' }).click()
  await member.page.getByText('บันทึกแผนครัวเรือนแล้ว').waitFor()
  await member.page.getByRole('region', { name: 'แผนครัวเรือน' }).getByText(wayOut).waitFor()
  expect(member.wrong).toEqual([])
  await member.leave()
})

it('asks for signing in over the page when the session has ended, and loses nothing', async () => {
  const wayOut = 'ปลูกถั่วลิสงหลังนา ขายที่ตลาดตำบล'
  const member = await planning(wayOut)
  const { page } = member
  await member.context.clearCookies()
  await page.getByRole('button', { name: 'บันทึก' }).click()
  const ended = page.getByRole('dialog', { name: 'หมดเวลาการใช้งาน' })
  await ended.getByText('สิ่งที่กรอกไว้ยังอยู่').waitFor()
  await ended.getByLabel('รหัสผ่าน', { exact: false }).first().fill(PASSWORD)
  await ended.getByRole('button', { name: 'เข้าสู่ระบบ' }).click()
  await ended.waitFor({ state: 'hidden' })

  expect(await page.getByRole('textbox', { name: /^ทางออก/ }).inputValue()).toBe(wayOut)
  await page.getByRole('button', { name: 'บันทึก' }).click()
  await page.getByText('บันทึกแผนครัวเรือนแล้ว').waitFor()
  await page.getByRole('region', { name: 'แผนครัวเรือน' }).getByText(wayOut).waitFor()
  expect(member.wrong).toEqual([])
  await member.leave()
})
