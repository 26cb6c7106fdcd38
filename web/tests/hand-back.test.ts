// An officer takes out what is not yet entered elsewhere, marks it as entered, and takes the mark back.
import { beforeAll, expect, it } from 'vitest'
import { ask } from './ask'
import type { Person } from './browser'
import { signedIn } from './stage'

type Areas = { me: { grants: { areas: { id: string }[] }[] } }

let officer: Person

beforeAll(async () => {
  officer = await signedIn('officer')
})

it('marks a list as entered, and the list is empty until that is taken back', async () => {
  const { me } = await ask<Areas>(officer, '{ me { grants { areas { id } } } }')
  const area = me.grants.flatMap(it => it.areas).at(0)?.id
  expect(area).toBeTruthy()
  const { page } = officer
  await officer.open(`/hand-back?areaId=${area}`)
  const file = page.waitForEvent('download')
  await page.getByRole('button', { name: 'ดาวน์โหลดแฟ้ม' }).click()
  expect((await file).suggestedFilename()).toMatch(/\.xlsx$/)
  await page.getByRole('button', { name: 'กรอกครบแล้ว' }).click()
  await page.getByText('ไม่มีรายการรอกรอก').waitFor()
  await page.getByRole('button', { name: 'ย้อนคืน' }).first().click()
  await page.getByRole('button', { name: 'กรอกครบแล้ว' }).waitFor()
})

it('has the columns that the office chose, in their order', async () => {
  const admin = await signedIn('admin')
  const { page } = admin
  await admin.open('/admin/settings')
  const table = page.getByRole('table', { name: 'คอลัมน์ของแฟ้มรอกรอกในระบบอื่น' })
  await table.getByRole('button', { name: 'แก้ไข ThaiQM' }).click()
  await page.getByRole('button', { name: 'เอา วันที่ ออก' }).click()
  await page.getByRole('button', { name: 'เลื่อน หัวหน้าครัวเรือน ขึ้น' }).click()
  expect(await admin.faults()).toEqual([])
  await page.getByRole('button', { name: 'บันทึก', exact: true }).click()
  await table.getByText(/^สิ่งที่ต้องกรอก, เลขย่อบนใบเยี่ยม, หัวหน้าครัวเรือน, รหัสบ้าน(?!.*วันที่)/).waitFor()
  await table.getByRole('button', { name: 'แก้ไข ThaiQM' }).click()
  await page.getByRole('button', { name: 'กลับไปใช้ค่าตั้งต้น' }).click()
  await table.getByText(/วันที่/).nth(1).waitFor()
  expect(admin.wrong).toEqual([])
  await admin.leave()
})
