// What an office sees to: finding accounts, which roles one may give, and who has looked at a person.
import { expect, it } from 'vitest'
import { act, ask } from './ask'
import { signedIn } from './stage'

type Found = { cases: { nodes: { id: string }[] } }

it('finds an account by a part of its name, and offers the roles that the server lets one give', async () => {
  const chief = await signedIn('chief')
  const { page } = chief
  const rows = page.getByRole('table', { name: 'บัญชีผู้ใช้' }).getByRole('row')
  await chief.open('/admin/accounts')
  const before = await rows.count()
  await page.getByRole('searchbox').fill('REPORT')
  await page.getByText('reporter', { exact: true }).waitFor()
  await expect.poll(() => rows.count()).toBe(2)
  expect(before).toBeGreaterThan(2)

  await page.getByRole('button', { name: 'เพิ่มบัญชี' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: /บทบาท/ }).click()
  expect(await page.getByRole('option', { name: 'ผู้ว่าราชการจังหวัด' }).count()).toBe(0)
  await page.getByRole('option', { name: 'นายอำเภอ' }).click()
  expect(await dialog.getByRole('radio').count()).toBe(2)
  expect(chief.wrong).toEqual([])
  await chief.leave()
})

it('leads who may read the audit log from a household to who has looked', async () => {
  const admin = await signedIn('admin')
  type Accounts = { accounts: { nodes: { id: string }[] } }
  const { accounts } = await ask<Accounts>(
    admin,
    '{ accounts(search: "officer", first: 1) { nodes { id } } }',
  )
  const grant = `{ role: AUDITOR, heldAs: HELD, validFrom: "2025-01-01" }`
  const officer = await signedIn('officer')
  const { page } = officer
  const { cases } = await ask<Found>(officer, '{ cases(first: 1) { nodes { id } } }')
  await officer.open(`/cases/${cases.nodes[0]?.id}#trace`)
  await page.getByText('ใครเคยเปิดดู', { exact: true }).click()
  await page
    .getByRole('button', { name: /คัดลอกลิงก์ให้ผู้ตรวจสอบ/ })
    .first()
    .waitFor()

  await act(admin, `grantGive(accountId: "${accounts.nodes[0]?.id}", grant: ${grant}, key: KEY)`)
  await page.reload()
  await page.getByText('ใครเคยเปิดดู', { exact: true }).click()
  await page
    .getByRole('link', { name: /^ใครเคยเปิดดู / })
    .first()
    .click()
  await page.getByRole('heading', { name: 'ใครเปิดดูบุคคลนี้' }).waitFor()
  await page.getByRole('main').getByText('เจ้าหน้าที่อำเภอ').first().waitFor()
  expect(page.url()).toMatch(/\/admin\/audit\?person=[0-9A-Za-z-]+$/)
  expect([...officer.wrong, ...admin.wrong]).toEqual([])
  await admin.leave()
  await officer.leave()
})
