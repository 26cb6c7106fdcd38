// Two people on one case: whoever comes second sees both values and decides, for their own or for what is there; nothing
// is lost.
import { expect, it } from 'vitest'
import { ask } from './ask'
import type { Person } from './browser'
import { program, signedIn } from './stage'

type Found = { cases: { nodes: { id: string; class: string | null; verification: string | null }[] } }

/** Two who have the same case open, one that can be helped to develop. */
async function onOneCase(): Promise<{ member: Person; officer: Person; caseId: string }> {
  const member = await signedIn('team')
  const { cases } = await ask<Found>(
    member,
    '{ cases(first: 50, filter: { status: [BEING_HELPED] }) { nodes { id class verification } } }',
  )
  const found = cases.nodes.find(it => it.class === 'CAN_DEVELOP' && it.verification === 'CONFIRMED')
  expect(found).toBeDefined()
  const officer = await signedIn('officer')
  for (const { page } of [member, officer]) await page.goto(`${program.url}/cases/${found?.id}`)
  return { member, officer, caseId: found?.id ?? '' }
}

/** Opens the dialog that says what kind of help a household can use, and chooses. */
async function choose(person: Person, kind: string): Promise<void> {
  await person.page.getByRole('button', { name: /ดำเนินการอื่น/ }).click()
  await person.page.getByRole('menuitem', { name: 'จำแนกครัวเรือน' }).click()
  await person.page.getByRole('dialog').locator('label').filter({ hasText: kind }).click()
}

async function save({ page }: Person): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: 'บันทึก' }).click()
  await page.getByText('บันทึกประเภทครัวเรือนแล้ว').waitFor()
}

it('shows both values to whoever saves second, and keeps what they decide', async () => {
  const { member, officer } = await onOneCase()
  await choose(member, 'ไม่ขอรับความช่วยเหลือ')
  await choose(officer, 'สงเคราะห์')
  await save(officer)

  const dialog = member.page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'บันทึก' }).click()
  await dialog.getByRole('heading', { name: 'มีผู้แก้ไขก่อนท่าน' }).waitFor()
  const row = dialog.getByRole('row', { name: /ประเภทครัวเรือน/ })
  expect((await row.getByRole('cell').allTextContents()).slice(-3)).toEqual([
    'ค่าที่ท่านอ่านพัฒนาได้',
    'ของท่านไม่ขอรับความช่วยเหลือ',
    'ค่าปัจจุบันสงเคราะห์',
  ])
  await dialog.getByRole('button', { name: 'บันทึกของท่านทับ' }).click()
  await member.page.getByText('บันทึกประเภทครัวเรือนแล้ว').waitFor()

  // The officer is told, and sees the newest value; the story of the case tells of both.
  await officer.page.getByText('มีผู้แก้ไขกรณีนี้').waitFor()
  await officer.page.getByRole('button', { name: 'แสดงค่าล่าสุด' }).click()
  await officer.page.locator('main dl').getByText('ไม่ขอรับความช่วยเหลือ').waitFor()
  const told = officer.page.getByRole('region', { name: 'ลำดับเหตุการณ์' })
  const line = (kind: string, by: string) =>
    told
      .getByRole('listitem')
      .filter({ hasText: `จำแนกครัวเรือน · ${kind}` })
      .filter({ hasText: by })
  await line('สงเคราะห์', 'เจ้าหน้าที่อำเภอ').first().waitFor()
  await line('ไม่ขอรับความช่วยเหลือ', 'สมาชิกทีมตำบล').first().waitFor()
  expect([...member.wrong, ...officer.wrong]).toEqual([])
  await member.leave()
  await officer.leave()
})

it('leaves what is there where whoever saves second chooses so', async () => {
  const { member, officer, caseId } = await onOneCase()
  await choose(member, 'ไม่ขอรับความช่วยเหลือ')
  await choose(officer, 'สงเคราะห์')
  await save(officer)
  const dialog = member.page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'บันทึก' }).click()
  await dialog.getByRole('button', { name: 'ใช้ค่าปัจจุบัน' }).click()
  await dialog.waitFor({ state: 'hidden' })
  const standing = member.page.locator('main dl').first()
  await standing.getByText('สงเคราะห์').waitFor()
  expect(await member.page.getByText('มีผู้แก้ไขกรณีนี้').isVisible()).toBe(false)
  const { case: now } = await ask<{ case: { class: string } }>(
    member,
    'query ($id: ID!) { case(id: $id) { class } }',
    { id: caseId },
  )
  expect(now.class).toBe('NEEDS_WELFARE')
  // Nothing of the second is on record, and the next act goes through without a question.
  const told = member.page.getByRole('region', { name: 'ลำดับเหตุการณ์' })
  await told.scrollIntoViewIfNeeded()
  await told.getByText('จำแนกครัวเรือน · สงเคราะห์').first().waitFor()
  expect(await told.getByText('จำแนกครัวเรือน · ไม่ขอรับความช่วยเหลือ').count()).toBe(0)
  await choose(member, 'พัฒนาได้')
  await save(member)
  await standing.getByText('พัฒนาได้').waitFor()
  expect([...member.wrong, ...officer.wrong]).toEqual([])
  await member.leave()
  await officer.leave()
})
