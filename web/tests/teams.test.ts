// The chief looks after the teams: who is in them and who is missing, a new one, and work that goes from hand to hand.
import type { Locator } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { ask } from './ask'
import type { Person } from './browser'
import { signedIn } from './stage'

const NEW = 'ทีมพี่เลี้ยงคุ้มวัด'
const OLD = 'ทีมพี่เลี้ยง 1'
const NEWCOMER = 'พระมหาสมาน วัดคำกลาง'

let chief: Person

beforeAll(async () => {
  chief = await signedIn('chief')
})

type Teams = { teams: { nodes: { name: string; householdCount: number; parent: { name: string } | null }[] } }

/** What the mentor teams of the town carry. */
async function loads(): Promise<Record<string, number>> {
  const query = '{ teams(first: 100, kind: MENTOR) { nodes { name householdCount parent { name } } } }'
  const { teams } = await ask<Teams>(chief, query)
  const here = teams.nodes.filter(it => it.parent?.name === 'ทีมตำบลในเมือง')
  return Object.fromEntries(here.map(it => [it.name, it.householdCount]))
}

const sum = (of: Record<string, number>) => Object.values(of).reduce((all, it) => all + it, 0)

/** The part of a team's page about those who speak for a sector. */
const sector = (name: string): Locator =>
  chief.page
    .locator('section')
    .filter({ has: chief.page.getByRole('heading', { level: 3, name }) })
    .last()

async function toTeam(name: string): Promise<void> {
  await chief.open('/teams')
  const town = chief.page.locator('section').filter({
    has: chief.page.getByRole('heading', { level: 2, name: 'ทีมตำบลในเมือง' }),
  })
  await town.getByRole('link', { name, exact: true }).click()
  await chief.page.getByRole('heading', { level: 1, name }).waitFor()
}

it('makes a mentor team, gives it a member, hands the work of another over to it, and takes that back', async () => {
  const { page } = chief
  const dialog = page.getByRole('dialog')
  const before = await loads()
  const carried = before[OLD] ?? 0
  expect(carried).toBeGreaterThan(0)
  const teamRow = page.getByRole('row', { name: new RegExp(`^${OLD}.*\\(เกณฑ์เตือน 15\\)`) })

  // Who is in a team stands by sector, with how long; a sector without anybody is told.
  await chief.open('/')
  await page.getByRole('navigation').first().getByRole('link', { name: 'ทีม', exact: true }).click()
  await teamRow
    .filter({ hasText: 'ยังไม่มีภาคี: ผู้นำศาสนา' })
    .filter({ hasText: `${carried} ครัวเรือน` })
    .waitFor()
  await toTeam('ทีมตำบลในเมือง')
  expect(await chief.faults()).toEqual([])

  await page.getByRole('button', { name: 'ตั้งทีมพี่เลี้ยง' }).click()
  await dialog.getByRole('textbox', { name: 'ชื่อทีม' }).fill(NEW)
  await dialog.getByRole('combobox', { name: 'พื้นที่' }).fill('บ้านคำกลาง')
  await page.getByRole('option', { name: 'บ้านคำกลาง' }).filter({ hasText: 'ในเมือง' }).click()
  await page.waitForTimeout(1500)
  await dialog.getByRole('button', { name: 'ตั้งทีม', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: NEW }).waitFor()
  await page.getByText('0 ครัวเรือน (เกณฑ์เตือน 15)').waitFor()
  await sector('ผู้นำศาสนา').getByText('ยังไม่มีสมาชิก').waitFor()

  // Whom a member speaks for must be said.
  await page.getByRole('button', { name: 'เพิ่มสมาชิก' }).click()
  await dialog.getByRole('textbox', { name: 'ชื่อ' }).fill(NEWCOMER)
  await dialog.getByRole('button', { name: 'เพิ่มสมาชิก' }).click()
  await dialog.getByText('โปรดเลือกภาคีเครือข่าย').waitFor()
  await dialog.getByRole('button', { name: /ภาคีเครือข่าย/ }).click()
  await page.getByRole('option', { name: 'ผู้นำศาสนา' }).click()
  await dialog.getByRole('button', { name: /หน้าที่ในทีม/ }).click()
  await page.getByRole('option', { name: 'ผู้นำทีมพี่เลี้ยง' }).click()
  await dialog.getByRole('button', { name: 'เพิ่มสมาชิก' }).click()
  await sector('ผู้นำศาสนา').getByText(NEWCOMER).waitFor()
  await sector('ผู้นำศาสนา')
    .getByText(/^ตั้งแต่ \d/)
    .waitFor()
  expect(await sector('ผู้นำศาสนา').getByText('ยังไม่มีสมาชิก').count()).toBe(0)

  // One leaves, and the households go to the new team, in one act.
  await toTeam(OLD)
  const leaving = sector('เอกชน')
  const name = (await leaving.locator('strong').first().textContent()) ?? ''
  await page.getByRole('button', { name: 'ส่งมอบงาน' }).click()
  await dialog.getByRole('combobox', { name: 'ทีมพี่เลี้ยงผู้รับ' }).fill('คุ้มวัด')
  await page.getByRole('option', { name: new RegExp(NEW) }).click()
  await dialog.getByRole('button', { name: /ผู้ที่พ้นจากทีม/ }).click()
  await page.getByRole('option', { name }).click()
  await dialog.getByRole('button', { name: `ส่งมอบ ${carried} ครัวเรือน` }).click()
  await page.getByText(`ส่งมอบ ${carried} ครัวเรือนแล้ว`).waitFor()
  await page.getByText('0 ครัวเรือน (เกณฑ์เตือน 15)').waitFor()
  await leaving.getByText('ยังไม่มีสมาชิก').waitFor()
  const after = await loads()
  expect([after[OLD], after[NEW], sum(after)]).toEqual([0, carried, sum(before)])

  // Another leaves without work to hand over; the history of the team stays.
  await sector('สื่อสารมวลชน')
    .getByRole('button', { name: /^ให้พ้นจากทีม/ })
    .click()
  await dialog.getByRole('button', { name: 'ให้พ้นจากทีม', exact: true }).click()
  await page.getByText('บันทึกการพ้นจากทีมแล้ว').waitFor()
  await page.getByText('รวมสมาชิกเดิม').click()
  await sector('สื่อสารมวลชน').getByText(/ถึงก่อน/).waitFor()
  await leaving.getByText(name).waitFor()

  // The hand over is taken back: the loads are as they were.
  await chief.open('/cases/acts')
  const act = page.getByRole('row', { name: /ส่งมอบงาน/ }).first()
  await act.getByRole('button', { name: 'ย้อนคืน' }).click()
  await dialog.getByRole('button', { name: 'ย้อนคืน' }).click()
  await dialog.getByText('กรณีที่ย้อนคืน').waitFor()
  await dialog.getByRole('button', { name: 'ปิด' }).click()
  await act.getByText('ย้อนคืนแล้ว').waitFor()
  expect(await loads()).toEqual({ ...before, [NEW]: 0 })
  await toTeam(NEW)
  await page.getByText('0 ครัวเรือน (เกณฑ์เตือน 15)').waitFor()
  expect(chief.wrong).toEqual([])
  await chief.leave()
})
