// Where the office wants it, an import waits until a second person agrees: seen from both sides.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { act, ask } from './ask'
import type { Person } from './browser'
import { heads, strangers } from './listed'
import { signedIn } from './stage'
import { targetList } from './workbook'

const FILE = 'tpmap_2565.xlsx'
const SETTING = 'IMPORT_SECOND_PERSON'

let admin: Person
let officer: Person
let chief: Person

type Settings = { officeSettings: { name: string; version: number }[] }
async function choose(value: string | null): Promise<void> {
  const { officeSettings } = await ask<Settings>(admin, '{ officeSettings { name version } }')
  const version = officeSettings.find(it => it.name === SETTING)?.version ?? 0
  const said = value === null ? 'null' : `"${value}"`
  await act(
    admin,
    `officeSettingChange(name: ${SETTING}, value: ${said}, expectedVersion: ${version}, key: KEY)`,
  )
}

beforeAll(async () => {
  admin = await signedIn('admin')
  officer = await signedIn('officer')
  chief = await signedIn('chief')
  await choose('1')
})

afterAll(async () => {
  await choose(null)
})

it('waits for the second person, who sees its plan, agrees, and both see what came of it', async () => {
  const [known] = await heads(officer)
  if (!known) throw new Error('nobody is known')
  const [, ...people] = strangers(known.listed, 12)
  await officer.open('/imports')
  await officer.page.getByRole('link', { name: 'นำเข้าแฟ้ม' }).click()
  const chosen = officer.page.waitForEvent('filechooser')
  await officer.page.getByRole('button', { name: 'เลือกแฟ้ม' }).click()
  await (await chosen).setFiles({ name: FILE, mimeType: '', buffer: targetList('เป้าหมาย 2565', people) })
  await officer.page.getByRole('button', { name: /^นำเข้า [\d,]+ แถว$/ }).click()
  await officer.page.getByText('รอคนที่สองเห็นชอบ ยังไม่มีข้อมูลใดถูกบันทึก').waitFor()
  await officer.page.getByRole('link', { name: 'ดูผลการนำเข้า' }).click()
  await officer.page.getByRole('button', { name: 'ถอนคำขอนำเข้า' }).waitFor()
  expect(await officer.page.getByRole('button', { name: 'เห็นชอบให้นำเข้า' }).count()).toBe(0)

  await chief.open('/')
  await chief.page.getByRole('link', { name: /การนำเข้าที่รอท่านเห็นชอบ/ }).click()
  const waiting = chief.page.getByRole('table', { name: 'รอท่านเห็นชอบ' })
  await waiting.getByRole('link', { name: FILE }).waitFor()
  expect(await chief.faults()).toEqual([])
  await waiting.getByRole('link', { name: FILE }).click()
  await chief.page.getByText('รอท่านเห็นชอบ ระบบจะนำเข้าตามแผนนี้เท่านั้น').waitFor()
  expect(await chief.faults()).toEqual([])
  await chief.page.getByRole('button', { name: 'เห็นชอบให้นำเข้า' }).click()
  for (const person of [chief, officer]) {
    await person.page.getByText('นำเข้าแล้ว', { exact: true }).waitFor()
    await person.page.getByText(/เห็นชอบเมื่อ/).waitFor()
  }
  type Imports = { imports: { nodes: { id: string; state: string }[] } }
  const { imports } = await ask<Imports>(officer, '{ imports(first: 1) { nodes { id state } } }')
  expect(imports.nodes[0]?.state).toBe('APPLIED')
  await act(officer, `importUndo(importId: "${imports.nodes[0]?.id}", key: KEY)`)
  for (const person of [chief, officer]) {
    expect(person.wrong).toEqual([])
    await person.leave()
  }
})
