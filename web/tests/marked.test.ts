// An officer takes the workbook with marks of a list with a wrong number, corrects one cell, and only that row is new; and
// sees of an import how quickly it gets on.
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { ask } from './ask'
import type { Person } from './browser'
import { heads } from './listed'
import { signedIn } from './stage'
import { citizenNumber, type Listed, opened, targetList, zipped } from './workbook'

let officer: Person
let page: Page

beforeAll(async () => {
  officer = await signedIn('officer')
  page = officer.page
})

const SHEET = 'xl/worksheets/sheet1.xml'
const right = citizenNumber(9902)
const wrong = `${right.slice(0, 12)}${(Number(right[12]) + 1) % 10}`

/** Three whom nobody knows; the second with a number that cannot be. */
async function list(): Promise<Listed[]> {
  const [known] = await heads(officer)
  if (!known) throw new Error('nobody is known')
  return [citizenNumber(9901), wrong, citizenNumber(9903)].map((number, at) => ({
    ...known.listed,
    number,
    firstName: `ทวีทรัพย์${['หนึ่ง', 'สอง', 'สาม'][at]}`,
    lastName: `แฟ้มคืน${['เอก', 'โท', 'ตรี'][at]}`,
    birth: `${at + 3}/${at + 4}/${2501 + at}`,
    house: `${3990 + at}`,
  }))
}

async function send(name: string, buffer: Buffer): Promise<void> {
  await officer.open('/imports/new')
  const chosen = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'เลือกแฟ้ม' }).click()
  await (await chosen).setFiles({ name, mimeType: '', buffer })
}

async function taken(button: string): Promise<{ name: string; bytes: Buffer }> {
  const coming = page.waitForEvent('download')
  await page.getByRole('button', { name: button, exact: true }).click()
  const came = await coming
  return { name: came.suggestedFilename(), bytes: readFileSync(await came.path()) }
}

const apply = (rows: number) => page.getByRole('button', { name: `นำเข้า ${rows} แถว`, exact: true })

async function countOf(name: string): Promise<string> {
  const fact = page.locator('main dl > div').filter({ has: page.getByText(name, { exact: true }) })
  return (await fact.locator('dd').textContent()) ?? ''
}

it('gives the workbook back with marks, and takes the row that was corrected in it', async () => {
  const original = targetList('บัญชีคืน 2567', await list())
  await send('บัญชีคืน 2567.xlsx', original)
  await apply(2).waitFor()
  const checked = await taken('ดาวน์โหลดแฟ้มที่ทำเครื่องหมาย')
  expect(checked.name).toBe('บัญชีคืน 2567-marked.xlsx')
  expect(opened(checked.bytes)[SHEET]).toContain('ไม่รับ โปรดแก้')
  expect(await officer.faults()).toEqual([])

  await apply(2).click()
  await page.getByText('รับ 2 แถว ไม่รับ 1 แถว').waitFor()
  await page.getByRole('link', { name: 'ดูผลการนำเข้า' }).click()
  expect((await taken('แฟ้มต้นฉบับ')).bytes.equals(original)).toBe(true)
  const { bytes } = await taken('ดาวน์โหลดแฟ้มที่ทำเครื่องหมาย')
  const parts = opened(bytes)
  expect(parts[SHEET]?.split(wrong).length).toBe(2)
  expect(await officer.faults()).toEqual([])

  const corrected = zipped({ ...parts, [SHEET]: parts[SHEET]?.replace(wrong, right) ?? '' })
  await send('แก้แล้ว.xlsx', corrected)
  await apply(3).waitFor()
  expect([await countOf('ใหม่'), await countOf('เหมือนครั้งก่อน')]).toEqual(['1', '2'])
  await apply(3).click()
  await page.getByText('รับ 3 แถว ไม่รับ 0 แถว').waitFor()
  expect(officer.wrong).toEqual([])
  await officer.leave()
})

it('says how quickly an import gets on, how long it still takes and where it was gone on with', async () => {
  officer = await signedIn('officer')
  page = officer.page
  type Imports = { imports: { nodes: { id: string }[] } }
  const { imports } = await ask<Imports>(officer, '{ imports(first: 1) { nodes { id } } }')
  // The server's own answer, told as of the middle of its work.
  await page.route('**/graphql', async route => {
    const { query } = route.request().postDataJSON() as { query: string }
    if (/^subscription/.test(query)) return route.abort()
    if (!/query OneImport\b/.test(query)) return route.fallback()
    const answer = await route.fetch()
    const told = (await answer.json()) as { data: { import: Record<string, unknown> } }
    Object.assign(told.data.import, { state: 'APPLYING', nRows: 1000, nRowsDone: 400 })
    Object.assign(told.data.import.pace as object, {
      nRowsLeft: 600,
      rowsPerMinute: 300,
      secondsLeft: 120,
      resumedAfterRows: 250,
      resumedAt: '2024-01-15T03:20:00Z',
    })
    return route.fulfill({ response: answer, json: told })
  })
  await officer.open(`/imports/${imports.nodes[0]?.id}`)
  await page.getByText('400 จาก 1,000 แถว · 300 แถว/นาที · เหลือราว 2 นาที').waitFor()
  await page.getByText(/^หยุดกลางคัน แล้วทำต่อเมื่อ .*10[:.]20.* หลังทำไปแล้ว 250 แถว$/).waitFor()
  expect(await officer.faults()).toEqual([])
  await officer.leave()
})
