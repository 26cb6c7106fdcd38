// The auditor who is asked who looked at somebody: every opening of the household is there, newest first, by whom and
// when, and nothing of the person.
import { expect, it } from 'vitest'
import { ask } from './ask'
import { signedIn } from './stage'

type Members = { case: { household: { members: { isHead: boolean; person: { id: string } }[] } } }

it('finds who opened a number and why, and everybody who saw a person', async () => {
  const member = await signedIn('team')
  const { page } = member
  await page.getByRole('navigation').first().getByRole('link', { name: 'กรณี' }).click()
  await page
    .locator('main')
    .getByRole('link', { name: /บ้านเลขที่/ })
    .first()
    .click()
  await member.settled()
  const caseAt = new URL(page.url()).pathname
  const { case: found } = await ask<Members>(
    member,
    'query ($id: ID!) { case(id: $id) { household { members { isHead person { id } } } } }',
    { id: caseAt.split('/').at(-1) },
  )
  const personId = found.household.members.find(it => it.isHead)?.person.id
  const head = (await page.getByRole('heading', { level: 1 }).textContent()) ?? ''
  await page.getByRole('button', { name: `เปิดดูเลขของ ${head}` }).click()
  const dialog = page.getByRole('dialog', { name: 'เปิดดูเลขประจำตัวประชาชน' })
  await dialog.getByRole('textbox', { name: /เหตุผล/ }).fill('ยื่นขอเบี้ยผู้สูงอายุแทนครัวเรือน')
  await dialog.getByRole('button', { name: 'เปิดดูเลข' }).click()
  await dialog.getByRole('button', { name: 'ปิด' }).click()

  const auditor = await signedIn('auditor')
  const log = auditor.page
  await log.getByRole('navigation').first().getByRole('link', { name: 'ดูแลระบบ' }).click()
  await log.getByRole('button', { name: /^การกระทำ|การกระทำ$/ }).click()
  await log.getByRole('option', { name: 'เปิดดูเลขประจำตัว', exact: true }).click()
  const lines = log.locator('main').getByRole('listitem')
  await lines.first().getByText('สมาชิกทีมตำบล เปิดดูเลขประจำตัว').waitFor()
  await lines.first().getByText('รายละเอียดตามที่บันทึก').click()
  await lines.first().getByText('ยื่นขอเบี้ยผู้สูงอายุแทนครัวเรือน').waitFor()

  // The office hands over who is meant, not by name; another opens the household, and the auditor asks again.
  await auditor.open(`/admin/audit?person=${personId}`)
  await log.getByRole('heading', { name: 'ใครเปิดดูบุคคลนี้' }).waitFor()
  await lines.first().getByText('สมาชิกทีมตำบล').waitFor()
  const officer = await signedIn('officer')
  await officer.open(caseAt)
  await log.reload()
  const newest = lines.first()
  await newest.getByText('เจ้าหน้าที่อำเภอ').waitFor()
  await newest.getByText('เปิดดูข้อมูลบุคคล').waitFor()
  await lines.filter({ hasText: 'สมาชิกทีมตำบล' }).filter({ hasText: 'เปิดดูเลขประจำตัว' }).first().waitFor()
  expect(await log.locator('main').textContent()).not.toContain(head)
  // That it was asked stands in the log too.
  await log.getByRole('button', { name: 'ดูบันทึกทั้งหมด' }).click()
  await lines.filter({ hasText: 'ผู้ตรวจสอบ ตรวจว่าใครเปิดดูบุคคล' }).first().waitFor()
  expect([...member.wrong, ...officer.wrong, ...auditor.wrong]).toEqual([])
  for (const person of [member, officer, auditor]) await person.leave()
})
