// An officer imports a workbook: sees what is wrong with which cells, applies it, follows it, and takes it back.
import type { Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { ask } from './ask'
import type { Person } from './browser'
import { heads, strangers } from './listed'
import { signedIn } from './stage'
import { citizenNumber, type Listed, targetList } from './workbook'

const FILE = 'tpmap_2567.xlsx'
const N_ROWS = 900

let officer: Person
let page: Page

beforeAll(async () => {
  officer = await signedIn('officer')
  page = officer.page
})

/** A list of people nobody knows, but for its first rows: a known one elsewhere, wrong numbers, a birth year alone. */
async function list(): Promise<Listed[]> {
  const [known] = await heads(officer)
  if (!known) throw new Error('nobody is known')
  const [, ...rows] = strangers(known.listed, N_ROWS)
  const wrong = (number: string) => `${number.slice(0, 12)}${(Number(number[12]) + 1) % 10}`
  const changed = rows.map((it, at) => (at < 2 ? { ...it, number: wrong(it.number) } : it))
  return [
    { ...known.listed, number: citizenNumber(6999), house: '1999' },
    ...changed.map((it, at) => (at === 2 ? { ...it, birth: '2536' } : it)),
  ]
}

type Counts = { imports: { nodes: { id: string; fileName: string; state: string; nNew: number }[] } }
const imports = async () =>
  (await ask<Counts>(officer, '{ imports(first: 5) { nodes { id fileName state nNew } } }')).imports.nodes

/** The counts on the screen by their names; what is not there is none. */
async function counts(...names: string[]): Promise<number[]> {
  const facts = await page
    .locator('main dl > div')
    .evaluateAll(all =>
      all.map(it => [it.querySelector('dt')?.textContent, it.querySelector('dd')?.textContent]),
    )
  const told = new Map(facts.map(([name, value]) => [name, Number(value?.replaceAll(',', ''))]))
  return names.map(it => told.get(it) ?? 0)
}

async function choose(name: string, buffer: Buffer): Promise<void> {
  await officer.open('/imports')
  await page.getByRole('link', { name: 'นำเข้าแฟ้ม' }).click()
  const chosen = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'เลือกแฟ้ม' }).click()
  await (await chosen).setFiles({ name, mimeType: '', buffer })
}

const apply = () => page.getByRole('button', { name: /^นำเข้า [\d,]+ แถว$/ })

it('shows what is wrong with which cells, imports the rest before the eyes of the officer, and takes it back', async () => {
  const told: string[] = []
  officer.context.on('request', it => told.push(it.url()))
  officer.context.on('console', it => told.push(it.text()))
  const people = await list()
  const workbook = targetList('เป้าหมาย 2567', people)

  await choose(FILE, workbook)
  await apply().waitFor()
  await page.getByText('TPMAP 2567').waitFor()
  const taken = N_ROWS - 2
  const [accepted = 0, warned = 0] = await counts('แถวที่รับ', 'รับไว้ มีข้อควรดู')
  expect(accepted + warned).toBe(taken)
  expect(await counts('แถวที่ไม่รับ', 'รายการรอยืนยันใหม่')).toEqual([2, 1])
  await page.getByText(/^อ่านจาก \d+ คอลัมน์$/).click()
  await page.getByText('เป้าหมาย 2567: หัวตารางอยู่แถวที่ 1').waitFor()

  const kind = (words: RegExp) => page.locator('details').filter({ hasText: words })
  const digit = kind(/หลักสุดท้ายไม่ตรงกับ 12 หลักแรก/)
  await digit.getByText('2 แถว', { exact: true }).click()
  const wrong = digit.getByRole('region', { name: 'แถวที่ 3' })
  await wrong.getByText(people[1]?.lastName ?? '').waitFor()
  expect(await wrong.locator('[data-wrong] dd').textContent()).toMatch(/^1-xxxx-xxxxx-\d\d-x/)
  const partial = kind(/ทราบวันที่บางส่วน/)
  await partial.getByText('1 แถว', { exact: true }).click()
  await partial.getByRole('region', { name: 'แถวที่ 5' }).getByText('เก็บเป็น พ.ศ. 2536').first().waitFor()
  await officer.picture('officer-import-check-th-desk')
  expect(await officer.faults()).toEqual([])

  // What it says on the way comes from the server as it goes.
  const live = page.waitForResponse(it => /subscription ImportProgress/.test(it.request().postData() ?? ''))
  await apply().click()
  expect((await live).headers()['content-type']).toContain('text/event-stream')
  // How many rows it tells of on the way is a matter of how quick the machine is.
  await page.getByRole('progressbar').waitFor()
  await page.getByText(`รับ ${taken} แถว ไม่รับ 2 แถว`).waitFor()
  await page.getByRole('link', { name: 'ดูผลการนำเข้า' }).click()
  await page.getByRole('button', { name: 'ดูแถวที่ไม่รับ' }).click()
  await page.getByRole('row', { name: /^3 เป้าหมาย 2567/ }).waitFor()
  expect(await counts('ใหม่')).toEqual([taken])
  const [applied] = await imports()
  expect(applied).toMatchObject({ fileName: FILE, state: 'APPLIED', nNew: taken })

  // The same file again is nothing new.
  await choose(FILE, workbook)
  await apply().waitFor()
  expect(await counts('ใหม่', 'เหมือนครั้งก่อน')).toEqual([0, taken])

  // Back, from the screen.
  await officer.open(`/imports/${applied?.id}`)
  await page.getByRole('button', { name: 'ย้อนคืนการนำเข้า' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(`จะย้อนคืน ${taken} แถว`).waitFor()
  await dialog.getByRole('button', { name: 'ย้อนคืน', exact: true }).click()
  await page.getByText(`ย้อนคืนแล้ว ${taken} แถว`).waitFor()
  expect((await imports())[0]?.state).toBe('UNDONE')
  for (const { number } of people) expect(told.filter(it => it.includes(number))).toEqual([])
  expect(officer.wrong).toEqual([])
})

it('says in Thai why a file is refused, and keeps it in the list with the reason', async () => {
  const before = (await imports()).length
  await choose('สมุดบันทึก.xlsx', Buffer.from('นี่ไม่ใช่ตารางคำนวณ'))
  const told = page.getByRole('alert')
  await told.getByText('ยังไม่มีข้อมูลใดถูกบันทึก').waitFor()
  const reason = ((await told.textContent()) ?? '').replace(/ ยังไม่มีข้อมูลใดถูกบันทึก$/, '')
  expect(reason).toMatch(/[ก-๙]{8}/)

  await officer.open('/imports')
  const row = page.getByRole('row', { name: /สมุดบันทึก\.xlsx/ })
  await row.getByText('ไม่รับแฟ้ม').waitFor()
  await row.getByText(reason).waitFor()
  expect(await officer.faults()).toEqual([])
  // What was checked and left can be gone on with.
  const waiting = page.getByRole('table', { name: 'แฟ้มที่ยังไม่นำเข้า' }).getByRole('row', { name: FILE })
  await waiting.getByText('ตรวจแล้ว รอนำเข้า').waitFor()
  await waiting.getByRole('link', { name: FILE }).click()
  await apply().waitFor()
  expect(await officer.faults()).toEqual([])
  expect((await imports()).length).toBe(before)
  expect(officer.wrong).toEqual([])
  await officer.leave()
})
