// What an office chooses before the plan: how alike two must be to be one, and how far the file is believed on a field.
import { expect, it } from 'vitest'
import { act, ask } from './ask'
import { heads, strangers } from './listed'
import { signedIn } from './stage'
import { targetList } from './workbook'

it('is checked anew with what was chosen, and the history tells it', async () => {
  const officer = await signedIn('officer')
  const { page } = officer
  const [known] = await heads(officer)
  if (!known) throw new Error('nobody is known')
  await officer.open('/imports/new')
  const file = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'เลือกแฟ้ม' }).click()
  const buffer = targetList('เป้าหมาย 2565', strangers(known.listed, 6))
  await (await file).setFiles({ name: 'chosen_2565.xlsx', mimeType: '', buffer })

  await page.getByText('ความน่าเชื่อถือของแฟ้มนี้ทีละช่อง').click()
  await page.getByRole('button', { name: /บ้านเลขที่/ }).click()
  await page.getByRole('option', { name: 'เชื่อแฟ้มนี้ก่อน' }).click()
  expect(await officer.faults()).toEqual([])
  await page.getByRole('button', { name: 'ตรวจอีกครั้งด้วยความน่าเชื่อถือนี้' }).click()
  await page.getByRole('button', { name: /^นำเข้า [\d,]+ แถว$/ }).waitFor()
  await page.getByText('เกณฑ์ที่ถือว่าเป็นคนเดียวกัน').click()
  await page.getByLabel('ถามเจ้าหน้าที่ตั้งแต่').fill('500')
  await page.getByRole('button', { name: 'ตรวจอีกครั้งด้วยเกณฑ์นี้' }).click()
  await page.getByText(/ถามตั้งแต่ 500 คะแนน/).waitFor({ state: 'attached' })
  await page.getByRole('button', { name: /^นำเข้า [\d,]+ แถว$/ }).click()
  await page.getByRole('link', { name: 'ดูผลการนำเข้า' }).click()
  await page.getByText('นำเข้าแล้ว', { exact: true }).waitFor()
  await page.getByText(/ถามตั้งแต่ 500 คะแนน/).waitFor()
  await page.getByText('เชื่อแฟ้มนี้ก่อนในช่อง: บ้านเลขที่').waitFor()
  await page.getByText('อ่านและตัดสินด้วยอะไร').click()
  await page.getByRole('table', { name: 'คอลัมน์ที่อ่าน' }).getByText('บ้านเลขที่').first().waitFor()
  await page.getByText('ชุดเกณฑ์ที่ใช้ในขณะนั้น').waitFor()
  expect(await officer.faults()).toEqual([])

  type Imports = { imports: { nodes: { id: string }[] } }
  const { imports } = await ask<Imports>(officer, '{ imports(first: 1) { nodes { id } } }')
  await act(officer, `importUndo(importId: "${imports.nodes[0]?.id}", key: KEY)`)
  expect(officer.wrong).toEqual([])
  await officer.leave()
})
