// Two people on one case: whoever comes second sees both values and decides; nothing is lost.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask } from './ask'
import { openBrowser, Person } from './browser'
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

type Found = { cases: { nodes: { id: string; class: string | null; verification: string | null }[] } }

async function somebody(who: string): Promise<Person> {
  const person = await Person.at(browser, program)
  await person.signIn(who, printed[who] ?? '')
  return person
}

/** Opens the page of a case, which listens for changes for as long as it is open. */
async function openCase(person: Person, caseId: string): Promise<void> {
  await person.page.goto(`${program.url}/cases/${caseId}`)
}

/** Opens the dialog that says what kind of help a household can use, and chooses. */
async function choose(person: Person, kind: string): Promise<void> {
  await person.page.getByRole('button', { name: /ดำเนินการอื่น/ }).click()
  await person.page.getByRole('menuitem', { name: 'จำแนกครัวเรือน' }).click()
  await person.page.getByRole('dialog').locator('label').filter({ hasText: kind }).click()
}

it('shows both values to whoever saves second, and keeps what they decide', async () => {
  const member = await somebody('team')
  const { cases } = await ask<Found>(
    member,
    '{ cases(first: 50, filter: { status: [BEING_HELPED] }) { nodes { id class verification } } }',
  )
  const found = cases.nodes.find(it => it.class === 'CAN_DEVELOP' && it.verification === 'CONFIRMED')
  const caseId = found?.id ?? ''
  const officer = await somebody('officer')
  await openCase(member, caseId)
  await openCase(officer, caseId)

  await choose(member, 'ไม่ขอรับความช่วยเหลือ')
  await choose(officer, 'สงเคราะห์')
  await officer.page.getByRole('dialog').getByRole('button', { name: 'บันทึก' }).click()
  await officer.page.getByText('บันทึกประเภทครัวเรือนแล้ว').waitFor()

  const dialog = member.page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'บันทึก' }).click()
  await dialog.getByRole('heading', { name: 'มีผู้แก้ไขก่อนท่าน' }).waitFor()
  const row = dialog.getByRole('row', { name: /ประเภทครัวเรือน/ })
  expect((await row.getByRole('cell').allTextContents()).slice(-3)).toEqual([
    'ค่าที่ท่านอ่านพัฒนาได้',
    'ของท่านไม่ขอรับความช่วยเหลือ',
    'ค่าปัจจุบันสงเคราะห์',
  ])
  await dialog.getByRole('button', { name: 'บันทึกของท่านทับ' }).click()
  await member.page.getByText('บันทึกประเภทครัวเรือนแล้ว').waitFor()

  // The officer is told, and sees the newest value; the story of the case tells of both.
  await officer.page.getByText('มีผู้แก้ไขกรณีนี้').waitFor()
  await officer.page.getByRole('button', { name: 'แสดงค่าล่าสุด' }).click()
  await officer.page.locator('main dl').getByText('ไม่ขอรับความช่วยเหลือ').waitFor()
  const told = officer.page.getByRole('region', { name: 'ลำดับเหตุการณ์' })
  const line = (kind: string, by: string) =>
    told
      .getByRole('listitem')
      .filter({ hasText: `จำแนกครัวเรือน · ${kind}` })
      .filter({ hasText: by })
  await line('สงเคราะห์', 'เจ้าหน้าที่อำเภอ').first().waitFor()
  await line('ไม่ขอรับความช่วยเหลือ', 'สมาชิกทีมตำบล').first().waitFor()
  expect([...member.wrong, ...officer.wrong]).toEqual([])
  await member.leave()
  await officer.leave()
})
