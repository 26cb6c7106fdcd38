// Two households made one by hand and taken apart again; and a household as it was on a day.
import { expect, it } from 'vitest'
import { ask } from './ask'
import { heads } from './listed'
import { signedIn } from './stage'

type Open = { cases: { totalCount: number } }
const OPEN =
  '{ cases(first: 1, filter: { status: [TO_VERIFY, BEING_HELPED, BEING_FOLLOWED] }) { totalCount } }'

it('makes two households one with a reason, and takes them apart again', async () => {
  const officer = await signedIn('officer')
  const { page } = officer
  const [one, other] = (await heads(officer)).slice(-2)
  if (!one || !other) throw new Error('no two households are being helped')
  const nOpen = async () => (await ask<Open>(officer, OPEN)).cases.totalCount
  const before = await nOpen()

  await officer.open(`/cases/${one.caseId}#years`)
  await page.getByRole('button', { name: 'รวมกับอีกครัวเรือน' }).click()
  const dialog = page.getByRole('dialog', { name: 'รวมกับอีกครัวเรือน' })
  const save = dialog.getByRole('button', { name: 'รวมเป็นครัวเรือนเดียว' })
  expect(await save.isDisabled()).toBe(true)
  const { firstName, lastName } = other.listed
  await dialog.getByRole('searchbox').fill(`${firstName} ${lastName}`)
  await dialog
    .getByRole('radio', { name: new RegExp(`${firstName} ${lastName}`) })
    .first()
    .check({ force: true })
  await dialog.getByRole('textbox', { name: /เหตุผล/ }).fill('เป็นบ้านเดียวกัน ผู้ใหญ่บ้านยืนยัน')
  expect(await officer.faults()).toEqual([])
  await save.click()
  await page.getByText('รวมเป็นครัวเรือนเดียวแล้ว').waitFor()
  expect(await nOpen()).toBe(before - 1)

  // The household that stayed tells of it, and the way back.
  type Found = {
    cases: { nodes: { id: string; status: string; household: { mergings: { id: string }[] } }[] }
  }
  const both =
    '{ cases(first: 60, filter: { status: [BEING_HELPED] }) { nodes { id status household { mergings { id } } } } }'
  const { cases } = await ask<Found>(officer, both)
  const stayed = cases.nodes.find(it => it.household.mergings.length > 0)
  if (!stayed) throw new Error('no household tells of it')
  expect([one.caseId, other.caseId]).toContain(stayed.id)
  await officer.open(`/cases/${stayed.id}#years`)
  await page.getByText('เป็นบ้านเดียวกัน ผู้ใหญ่บ้านยืนยัน').waitFor()
  expect(await officer.faults()).toEqual([])
  await page.getByRole('button', { name: 'แยกคืน' }).click()
  const apart = page.getByRole('dialog', { name: 'แยกคืน' })
  await apart.getByRole('textbox', { name: /เหตุผลที่แยก/ }).fill('คนละครอบครัว')
  await apart.getByRole('button', { name: 'แยกคืน' }).click()
  await page.getByText('แยกคืนเป็นสองรายการแล้ว').waitFor()
  await page.getByText(/แยกคืนเมื่อ .*คนละครอบครัว/).waitFor()
  expect(await nOpen()).toBe(before)
  expect(officer.wrong).toEqual([])
  await officer.leave()
})

it('shows a household as it was on a day, marked as past', async () => {
  const team = await signedIn('team')
  const { page } = team
  type Cases = { cases: { nodes: { id: string }[] } }
  const { cases } = await ask<Cases>(team, '{ cases(first: 1) { nodes { id } } }')
  await team.open(`/cases/${cases.nodes[0]?.id}#years`)
  await page.getByRole('heading', { name: 'ย้อนดูตามวันที่' }).waitFor()
  const field = page.getByRole('group', { name: /วันที่ต้องการดู/ })
  await field.getByRole('button').click()
  const calendar = page.getByRole('dialog')
  await calendar.getByRole('button', { name: 'ก่อนหน้า' }).first().click()
  await calendar.getByRole('gridcell').getByRole('button', { name: /15/ }).first().click()
  await page.getByText(/ข้อมูลในอดีต ณ วันที่/).waitFor()
  await page.getByText('สมาชิกในวันนั้น').waitFor()
  expect(await team.faults()).toEqual([])
  expect(team.wrong).toEqual([])
  await team.leave()
})
