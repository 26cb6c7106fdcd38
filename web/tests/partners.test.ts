// Who keeps the register of partners: sees which sector is missing, enters one, notes what it gave, puts it in a team.
import { beforeAll, expect, it } from 'vitest'
import type { Person } from './browser'
import { signedIn } from './stage'

const TEMPLE = 'วัดสมมุติวนาราม'
const RICE = 'ข้าวสาร 40 ถุง'

let chief: Person

beforeAll(async () => {
  chief = await signedIn('chief')
})

it('enters a partner, notes what it gave, withdraws a mistake, and offers it as a member of a team', async () => {
  const { page } = chief
  const dialog = page.getByRole('dialog')
  await chief.open('/teams')
  await page.getByRole('link', { name: 'ทะเบียนภาคีเครือข่าย' }).click()
  await page.getByRole('heading', { level: 1, name: 'ทะเบียนภาคีเครือข่าย' }).waitFor()
  const town = page.getByRole('table', { name: 'ภาคีในแต่ละพื้นที่' }).getByRole('row', { name: /ต\.ในเมือง/ })
  await town.waitFor()
  expect(await chief.faults()).toEqual([])

  // A sector must be said, and where.
  await page.getByRole('button', { name: 'เพิ่มภาคี' }).click()
  await dialog.getByRole('textbox', { name: /^ชื่อ/ }).fill(TEMPLE)
  await dialog.getByRole('button', { name: 'บันทึก' }).click()
  await dialog.getByText('โปรดเลือกภาคีเครือข่าย').waitFor()
  await dialog.getByText('องค์กร', { exact: true }).click()
  await dialog.getByRole('button', { name: /ภาคีเครือข่าย/ }).click()
  await page.getByRole('option', { name: 'ผู้นำศาสนา' }).click()
  await dialog.getByRole('textbox', { name: 'ตำแหน่งหรือเครือข่าย' }).fill('เครือข่ายวัด')
  await dialog.getByRole('button', { name: 'อาหารและของยังชีพ' }).click()
  await dialog.getByRole('textbox', { name: 'ช่วยได้พร้อมกันกี่ครัวเรือน' }).fill('12')
  await dialog.getByRole('button', { name: 'ม.ค.' }).click()
  await dialog.getByRole('button', { name: 'บันทึก' }).click()
  await page.getByRole('heading', { level: 1, name: TEMPLE }).waitFor()
  await page.getByText('ผู้นำศาสนา · เครือข่ายวัด').waitFor()
  await page.getByText('ม.ค.', { exact: true }).waitFor()

  // What it gave is noted; what was noted by mistake is withdrawn.
  for (const what of [RICE, 'ผิดรายการ']) {
    await page.getByRole('button', { name: 'บันทึกสิ่งที่ช่วย' }).click()
    await dialog.getByRole('button', { name: /เรื่อง/ }).click()
    await page.getByRole('option', { name: 'อาหารและของยังชีพ' }).click()
    await dialog.getByRole('textbox', { name: 'สิ่งที่ให้หรือทำ' }).fill(what)
    await dialog.getByText('มูลค่าประมาณการ').click()
    await dialog.getByRole('textbox', { name: /บาท/ }).fill('8000')
    await dialog.getByRole('button', { name: 'บันทึก' }).click()
    await page
      .getByRole('row', { name: new RegExp(what) })
      .filter({ hasText: '8,000' })
      .waitFor()
  }
  await page.getByRole('button', { name: 'ถอนรายการ: ผิดรายการ' }).click()
  await dialog.getByRole('button', { name: 'ถอนรายการ' }).click()
  await page.getByText('ถอนรายการแล้ว').waitFor()
  await page.getByRole('row', { name: /ผิดรายการ/ }).waitFor({ state: 'detached' })
  await page.getByText('รวมรายการที่ถอนแล้ว').click()
  await page
    .getByRole('row', { name: /ผิดรายการ/ })
    .filter({ hasText: 'ถอนแล้ว' })
    .waitFor()

  // The entry is changed; it is offered where a team takes a member.
  await page.getByRole('button', { name: 'แก้ไขทะเบียน' }).click()
  await dialog.getByRole('textbox', { name: 'หมายเหตุ' }).fill('ติดต่อผ่านไวยาวัจกร')
  await dialog.getByRole('button', { name: 'บันทึก' }).click()
  await page.getByText('ติดต่อผ่านไวยาวัจกร').waitFor()
  await chief.open('/teams')
  await page.getByRole('link', { name: 'ทีมตำบลในเมือง', exact: true }).first().click()
  await page.getByRole('button', { name: 'เพิ่มสมาชิก' }).click()
  await dialog.getByRole('combobox', { name: /ภาคีในทะเบียน/ }).fill('วนาราม')
  await page.getByRole('option', { name: new RegExp(TEMPLE) }).click()
  await dialog.getByRole('button', { name: 'เพิ่มสมาชิก' }).click()
  await page.getByText('เพิ่มสมาชิกแล้ว').waitFor()
  await page.getByRole('link', { name: TEMPLE }).click()
  await page.getByRole('row', { name: /ทีมตำบลในเมือง/ }).waitFor()

  // It is found by what it can do, and ended.
  await chief.open('/partners')
  await page.getByRole('textbox', { name: 'ชื่อ ตำแหน่ง หรือเครือข่าย' }).fill('เครือข่ายวัด')
  await page.getByRole('table', { name: 'ภาคีเครือข่าย' }).getByRole('link', { name: TEMPLE }).click()
  await page.getByRole('button', { name: 'สิ้นสุดการเป็นภาคี' }).click()
  await dialog.getByRole('button', { name: 'สิ้นสุดการเป็นภาคี' }).click()
  await page.getByText('บันทึกการสิ้นสุดแล้ว').waitFor()
  expect(await chief.faults()).toEqual([])
})
