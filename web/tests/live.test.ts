// Two people have one case open: what one records, the other's page tells by itself, and nothing they type is lost; so
// it is still after the program was stopped and started again.
import { expect, it } from 'vitest'
import { ask } from './ask'
import type { Person } from './browser'
import { program, signedIn } from './stage'

/** When the page that is looked at was loaded. */
const loadedAt = ({ page }: Person) => page.evaluate(() => performance.timeOrigin)

/** That somebody else changed what is looked at. */
const noticeOf = ({ page }: Person) => page.getByText('มีผู้แก้ไขกรณีนี้ ข้อมูลที่เห็นอาจไม่ใช่ค่าล่าสุด')

async function showNewest(person: Person): Promise<void> {
  await person.page.getByRole('button', { name: 'แสดงค่าล่าสุด' }).click()
  await noticeOf(person).waitFor({ state: 'hidden' })
}

/** Says what kind of help a household can use. */
async function classify({ page }: Person, kind: string): Promise<void> {
  await page.getByRole('button', { name: /ดำเนินการอื่น/ }).click()
  await page.getByRole('menuitem', { name: 'จำแนกครัวเรือน' }).click()
  await page.getByRole('dialog').locator('label').filter({ hasText: kind }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'บันทึก' }).click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
}

type Found = { cases: { nodes: { id: string; class: string | null; verification: string | null }[] } }

it('tells of what another records, and keeps what is being typed', async () => {
  const member = await signedIn('team')
  const officer = await signedIn('officer')
  const { cases } = await ask<Found>(
    member,
    '{ cases(first: 50, filter: { status: [BEING_HELPED] }) { nodes { id class verification } } }',
  )
  const found = cases.nodes.find(it => it.class === 'NEEDS_WELFARE' && it.verification === 'CONFIRMED')
  for (const { page } of [member, officer]) await page.goto(`${program.url}/cases/${found?.id}`)
  const { page } = member
  const loaded = await loadedAt(member)
  const notice = noticeOf(member)
  const standing = page.locator('main dl').first()

  const wayOut = 'เพาะเห็ดฟางในโรงเรือนหลังบ้าน'
  await page.getByRole('button', { name: /^จัดทำแผน/ }).click()
  const field = page.getByRole('textbox', { name: /^ทางออก/ })
  await field.fill(wayOut)
  expect(await notice.isVisible()).toBe(false)
  await classify(officer, 'ไม่ขอรับความช่วยเหลือ')
  await notice.waitFor()
  expect(await field.inputValue()).toBe(wayOut)
  await page.getByRole('dialog').getByRole('button', { name: 'บันทึก' }).click()
  await page.getByText('บันทึกแผนครัวเรือนแล้ว').waitFor()
  // What one does oneself shows how the case stands now, what the other did with it.
  await standing.getByText('ไม่ขอรับความช่วยเหลือ').waitFor()
  await notice.waitFor({ state: 'hidden' })
  await page.getByRole('region', { name: 'แผนครัวเรือน' }).getByText(wayOut).waitFor()

  await noticeOf(officer).waitFor()
  await showNewest(officer)

  await program.kill()
  await program.start()
  await classify(officer, 'สงเคราะห์')
  await notice.waitFor()
  await standing.getByText('ไม่ขอรับความช่วยเหลือ').waitFor()
  await showNewest(member)
  await standing.getByText('สงเคราะห์').waitFor()
  expect(await loadedAt(member)).toBe(loaded)
  expect([...member.wrong, ...officer.wrong]).toEqual([])
  await member.leave()
  await officer.leave()
})
