// Two visits wait on a phone while one of the cases is closed and the session ends: after signing in again one is sent,
// one is refused with the reason, and nobody else who takes the phone sees anything of them.
import { expect, it } from 'vitest'
import { act, ask } from './ask'
import { PASSWORD, type Person, PHONE } from './browser'
import { type Kept, keepHouseholds, keptHousehold, keptOn, visitsOf } from './phone'
import { printed } from './program'
import { signedIn } from './stage'

const NOTE = 'ซ่อมหลังคาแล้วด้วยแรงเพื่อนบ้าน'

/** What the chief does to a case while somebody is on the way to it. */
async function decide(chief: Person, caseId: string, call: string): Promise<void> {
  const query = 'query ($id: ID!) { case(id: $id) { version } }'
  const { version } = (await ask<{ case: { version: number } }>(chief, query, { id: caseId })).case
  await act(chief, call.replace('CASE', `caseId: "${caseId}", expectedVersion: ${version}, key: KEY`))
}

/** A case of the member's in this status. */
async function firstOf(member: Person, status: string): Promise<Kept> {
  const query = `{ cases(first: 1, filter: { status: [${status}] }) { nodes { id } } }`
  const { cases } = await ask<{ cases: { nodes: { id: string }[] } }>(member, query)
  return keptHousehold(member, cases.nodes[0]?.id)
}

/** Writes down a visit without a line. */
async function visit({ page }: Person, { path }: Kept): Promise<void> {
  await page.locator(`main a[href="${path}"]`).tap()
  await page.getByText('ไม่มีอะไรเปลี่ยนแปลง').tap()
  await page.getByRole('textbox', { name: 'บันทึกเพิ่มเติม' }).fill(NOTE)
  await page.getByRole('button', { name: 'ส่ง', exact: true }).tap()
  await page.getByRole('heading', { name: 'การเยี่ยมในเครื่องนี้' }).waitFor()
}

it('sends the others where one is refused, waits for who signs in again, and shows nothing to anybody else', async () => {
  const member = await signedIn('team', PHONE)
  await keepHouseholds(member)
  const { page } = member
  const [closed, open] = [await firstOf(member, 'TO_VERIFY'), await firstOf(member, 'BEING_HELPED')]
  const before = await visitsOf(member, open.caseId)
  await member.context.setOffline(true)
  await visit(member, closed)
  await visit(member, open)
  await page.getByText('ยังไม่ส่ง 2 รายการ').waitFor()
  const chief = await signedIn('chief')
  await decide(chief, closed.caseId, 'caseClose(reason: MOVED_AWAY, CASE)')

  await member.context.clearCookies()
  await member.context.setOffline(false)
  const ended = page.getByRole('dialog', { name: 'หมดเวลาการใช้งาน' })
  await ended.waitFor()
  await page.getByText('ยังไม่ส่ง 2 รายการ').waitFor()
  await ended.getByRole('textbox', { name: 'รหัสผ่าน' }).fill(PASSWORD)
  await ended.getByRole('button', { name: 'เข้าสู่ระบบ' }).tap()
  await ended.waitFor({ state: 'hidden' })
  await page.getByText('ยังไม่ส่ง 1 รายการ').waitFor()
  await page.getByText('ระบบไม่รับ').waitFor()
  await page.getByText('กรณีนี้ยุติแล้ว').waitFor()
  expect(await visitsOf(member, open.caseId)).toBe(before + 1)

  // The phone is found by a mentor whose page begins at the door.
  await member.context.clearCookies()
  await member.reopen()
  await member.signIn('mentor', printed.mentor ?? '')
  await member.open('/visits')
  await member.page.getByText('ไม่มีการเยี่ยมที่รอส่ง').waitFor()
  await member.page.getByText('ยังไม่ได้เก็บครัวเรือนไว้ในเครื่อง').waitFor()
  const names = open.name.split(' ').filter(it => it.length > 2)
  expect(await keptOn(member, [NOTE, ...names])).toEqual({ kinds: ['visit'], found: [] })
  await member.page.getByRole('button', { name: 'ออกจากระบบ' }).tap()
  await member.page.locator('input[name="password"]').waitFor()

  // Who wrote it down finds it again, and throws it away.
  await member.signIn('team', printed.team ?? '')
  await member.open('/visits')
  await member.page.getByText('ยังไม่ส่ง 1 รายการ').waitFor()
  await member.page.getByText('กรณีนี้ยุติแล้ว').waitFor()
  await member.page.getByRole('button', { name: 'ทิ้ง' }).tap()
  await member.page.getByRole('dialog').getByRole('button', { name: 'ทิ้ง' }).tap()
  await member.page.getByText('ไม่มีการเยี่ยมที่รอส่ง').waitFor()
  expect((await keptOn(member, [])).kinds).toEqual([])
  expect(member.wrong).toEqual([])
  await member.leave()
  await decide(chief, closed.caseId, 'caseReopen(CASE)')
  await chief.leave()
})
