// The administrator's day: an account with its first grant, a token that is told once and revoked, the values in force.
import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { ask } from './ask'
import { PASSWORD, Person } from './browser'
import { browser, program, signedIn } from './stage'

const NEW = { name: 'ปลัดอำเภอสมศรี ตั้งใจ', userName: 'somsri.t', password: '' }

/** Chooses one of a list that opens under its name. */
async function choose(page: Page, at: Locator, name: RegExp, option: string): Promise<void> {
  await at.getByRole('button', { name }).click()
  await page.getByRole('option', { name: option }).click()
}

/** What a dialog tells once; it is closed, and then neither the page nor the browser has it any more. */
async function toldOnce({ page }: Person): Promise<string> {
  const told = page.getByRole('dialog').locator('code')
  const secret = (await told.textContent()) ?? ''
  expect(secret.length).toBeGreaterThan(15)
  await page.getByRole('button', { name: 'จดไว้แล้ว ปิดหน้าต่าง' }).click()
  await told.waitFor({ state: 'hidden' })
  const left = () =>
    page.evaluate(() => document.documentElement.outerHTML + JSON.stringify([localStorage, sessionStorage]))
  expect(await left()).not.toContain(secret)
  await page.reload()
  await page.getByRole('heading', { level: 2 }).first().waitFor()
  expect(await left()).not.toContain(secret)
  return secret
}

it('makes an account over an area found by typing; whoever has its password must change it first', async () => {
  const admin = await signedIn('admin')
  const { page } = admin
  await page.getByRole('navigation').first().getByRole('link', { name: 'ดูแลระบบ' }).click()
  await page.getByRole('button', { name: 'เพิ่มบัญชี' }).click()
  const dialog = page.getByRole('dialog', { name: 'เพิ่มบัญชี' })
  await dialog.getByRole('textbox', { name: 'ชื่อที่แสดง' }).fill(NEW.name)
  await dialog.getByRole('textbox', { name: 'ชื่อบัญชี' }).fill(NEW.userName)
  await choose(page, dialog, /บทบาท/, 'เจ้าหน้าที่อำเภอ')
  await dialog.getByRole('combobox', { name: 'พื้นที่' }).pressSequentially('เมืองนคร')
  await page
    .getByRole('option', { name: /เมืองนครพนม/ })
    .first()
    .click()
  await dialog
    .getByRole('list', { name: 'พื้นที่' })
    .getByText(/เมืองนครพนม/)
    .waitFor()
  await dialog.getByRole('button', { name: 'สร้างบัญชี' }).click()
  await page.getByRole('dialog', { name: `สร้างบัญชีแล้ว: ${NEW.name}` }).waitFor()
  NEW.password = await toldOnce(admin)
  const row = page.getByRole('row', { name: NEW.name })
  await row.getByText('เจ้าหน้าที่อำเภอ').waitFor()
  await row.getByText(/เมืองนครพนม/).waitFor()
  await row.getByText('ยังไม่ได้ตั้งรหัสผ่านเอง').waitFor()
  expect(admin.wrong).toEqual([])
  await admin.leave()

  const officer = await Person.at(browser, program)
  await officer.page.goto(`${program.url}/cases`)
  await officer.page.getByRole('textbox', { name: 'ชื่อบัญชี' }).fill(NEW.userName)
  await officer.page.getByRole('textbox', { name: 'รหัสผ่าน' }).fill(NEW.password)
  await officer.page.getByRole('button', { name: 'เข้าสู่ระบบ' }).click()
  const first = officer.page.getByRole('heading', { name: 'เปลี่ยนรหัสผ่าน' })
  await first.waitFor()
  // Another address is no way around it.
  await officer.page.goto(`${program.url}/figures`)
  await first.waitFor()
  expect(await officer.page.getByRole('navigation').count()).toBe(0)
  await officer.page.getByRole('textbox', { name: 'รหัสผ่านเดิม' }).fill(NEW.password)
  await officer.page.getByRole('textbox', { name: /^รหัสผ่านใหม่(?!อีก)/ }).fill(PASSWORD)
  await officer.page.getByRole('textbox', { name: 'รหัสผ่านใหม่อีกครั้ง' }).fill(PASSWORD)
  await officer.page.getByRole('button', { name: 'เปลี่ยนรหัสผ่าน' }).click()
  await officer.page.getByRole('link', { name: NEW.name }).waitFor()
  expect(officer.wrong).toEqual([])
  await officer.leave()
})

/** What a program that carries the token is answered. */
async function carried(token: string): Promise<number> {
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` }
  const body = JSON.stringify({ query: '{ me { id } }' })
  const answer = await fetch(`${program.url}/graphql`, { method: 'POST', headers, body })
  const told = (await answer.json()) as { data?: { me: { id: string } | null } }
  return told.data?.me ? answer.status : 401
}

it('makes a token that works until it is revoked, and shows the values in force with their source', async () => {
  const admin = await signedIn('admin')
  const { page } = admin
  await admin.open('/admin/tokens')
  await page.getByRole('button', { name: 'ออกโทเคน' }).click()
  const dialog = page.getByRole('dialog', { name: 'ออกโทเคน' })
  await choose(page, dialog, /ใช้ในนามบัญชี/, 'นักวิเคราะห์กระทรวง')
  await dialog.getByRole('textbox', { name: 'ชื่อโทเคน' }).fill('แดชบอร์ดกระทรวง')
  await dialog.getByRole('button', { name: 'ออกโทเคน' }).click()
  await page.getByRole('dialog', { name: 'ออกโทเคนแล้ว' }).waitFor()
  const token = await toldOnce(admin)
  expect(await carried(token)).toBe(200)
  const row = page.getByRole('row', { name: 'แดชบอร์ดกระทรวง' })
  await row.getByRole('button', { name: 'เพิกถอนโทเคน' }).click()
  await page.getByRole('dialog').getByText('จะอ่านสถิติไม่ได้ทันที').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'เพิกถอนโทเคน' }).click()
  await page.getByText('เพิกถอนโทเคนแล้ว').waitFor()
  await row.waitFor({ state: 'hidden' })
  expect(await carried(token)).toBe(401)

  await page.getByRole('link', { name: 'ค่าที่ใช้อยู่' }).click()
  await admin.settled()
  const { parameterSets, officeSettings } = await ask<{
    parameterSets: { name: string; source: string }[]
    officeSettings: { text: string }[]
  }>(admin, '{ parameterSets { name source } officeSettings { text } }')
  expect(parameterSets.length).toBeGreaterThan(3)
  for (const { name, source } of parameterSets) {
    await page.getByRole('listitem').filter({ hasText: name }).getByText(source).first().waitFor()
  }
  const values = page.getByRole('table', { name: 'ค่าที่หน่วยงานกำหนด' })
  for (const { text } of officeSettings)
    await values.getByRole('row', { name: text.replace(/ \([^()]*\)$/, '') }).waitFor()
  expect(admin.wrong).toEqual([])
  await admin.leave()
})
