// An officer brings a list under headers that nobody knows: sets its columns, keeps that, and the next list is read so.
import type { Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import type { Person } from './browser'
import { signedIn } from './stage'
import { citizenNumber } from './workbook'

let officer: Person
let page: Page

beforeAll(async () => {
  officer = await signedIn('officer')
  page = officer.page
})

const HEADERS = ['เลขผู้รับ', 'ผู้รับสิทธิ', 'สกุลผู้รับ', 'ขัดสน', 'จดไว้']

function list(from: number): Buffer {
  const rows = [0, 1, 2].map(at => `${citizenNumber(from + at)},สมมุติ${from + at},ใจดี,1,x`)
  return Buffer.from([HEADERS.join(','), ...rows].join('\n'))
}

async function send(name: string, buffer: Buffer): Promise<void> {
  await officer.open('/imports/new')
  const chosen = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'เลือกแฟ้ม' }).click()
  await (await chosen).setFiles({ name, mimeType: '', buffer })
}

const field = (header: string) => page.getByLabel(new RegExp(`^ข้อมูลของคอลัมน์ . ${header}$`))
const again = () => page.getByRole('button', { name: 'ตรวจอีกครั้งด้วยการจับคู่นี้' })

it('says the limits and offers templates before anything is sent', async () => {
  await officer.open('/imports/new')
  await page.getByText(/1,048,576 แถว/).waitFor()
  await page.getByText('แม่แบบสำหรับกรอกข้อมูล').click()
  const link = page.getByRole('link', { name: 'แม่แบบ ThaiQM (.xlsx)' })
  const coming = page.waitForEvent('download')
  await link.click()
  expect((await coming).suggestedFilename()).toBe('phonjon-thaiqm.xlsx')
})

it('sets the columns of a list that nobody knows, and keeps that for the office', async () => {
  await send('บัญชีของอำเภอ.csv', list(7100))
  await page.getByText(/ไม่พบหัวตารางของ TPMAP/).waitFor()
  await page.getByText('การจับคู่คอลัมน์', { exact: true }).click()
  await page.getByLabel('แหล่งข้อมูล').selectOption('tpmap')
  await again().click()
  // Which fields there are is the source's to say.
  await page.getByText('การจับคู่คอลัมน์', { exact: true }).click()
  for (const [header, name] of [
    ['เลขผู้รับ', 'pid'],
    ['ผู้รับสิทธิ', 'first'],
    ['สกุลผู้รับ', 'last'],
    ['ขัดสน', 'income'],
  ] as const) {
    await field(header).selectOption(name)
  }
  expect(await officer.faults()).toEqual([])
  await again().click()
  await page.getByLabel('ปีสำรวจ (พ.ศ.)').first().fill('2567')
  await page.getByRole('button', { name: 'ตรวจอีกครั้งด้วยปีนี้' }).click()
  await page.getByText('TPMAP 2567').waitFor()
  await page.getByText('การจับคู่คอลัมน์', { exact: true }).click()
  await page.getByLabel('ชื่อการจับคู่').fill('บัญชีของอำเภอ')
  await page.getByRole('button', { name: 'บันทึกการจับคู่นี้สำหรับหน่วยงาน' }).click()
  await page.getByText('บันทึกการจับคู่แล้ว รุ่นที่ 1').waitFor()
})

it('reads the next list by what was kept', async () => {
  await send('บัญชีของอำเภอ ครั้งต่อไป.csv', list(7200))
  await page.getByLabel('ปีสำรวจ (พ.ศ.)').first().fill('2567')
  await page.getByRole('button', { name: 'ตรวจอีกครั้งด้วยปีนี้' }).click()
  await page.getByText('ใช้การจับคู่ที่บันทึกไว้', { exact: true }).waitFor()
  expect(await officer.faults()).toEqual([])
})
