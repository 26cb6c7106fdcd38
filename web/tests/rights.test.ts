// A grant that is revoked while its page is open: the next act is refused in words, and the menu shrinks.
import { expect, it } from 'vitest'
import { signedIn } from './stage'

it('says no to the next act once the grant is revoked, and shows a smaller menu', async () => {
  // Nobody else's story needs the secretary's grant.
  const secretary = await signedIn('secretary')
  const { page } = secretary
  const places = page.getByRole('navigation', { name: 'เมนูหลัก' }).first().getByRole('link')
  await page.getByRole('navigation').first().getByRole('link', { name: 'กรณี' }).click()
  const had = await places.count()
  await page
    .locator('main')
    .getByRole('link', { name: /บ้านเลขที่/ })
    .first()
    .click()
  await page.getByRole('button', { name: /ดำเนินการอื่น/ }).click()
  await page.getByRole('menuitem', { name: 'ประเมินขั้นใหม่' }).click()

  const admin = await signedIn('admin')
  await admin.open('/admin/accounts')
  await admin.page.getByRole('button', { name: 'เปิดบัญชี เลขานุการ ศจพ.อ.' }).click()
  await admin.page.getByRole('dialog').getByRole('button', { name: 'เพิกถอนสิทธิ์' }).click()
  const sure = admin.page.getByRole('dialog', { name: 'เพิกถอนสิทธิ์' })
  await sure.getByText(/^เพิกถอนบทบาท.+ทันที/).waitFor()
  await sure.getByRole('button', { name: 'เพิกถอนสิทธิ์' }).click()
  await admin.page.getByRole('dialog').getByText('ยังไม่มีสิทธิ์').waitFor()

  await page.getByRole('dialog').getByRole('button', { name: 'ประเมินใหม่' }).click()
  const refusal = page.getByRole('dialog').getByRole('alert')
  await refusal.waitFor()
  expect(await refusal.textContent()).toMatch(/ไม่มีสิทธิ์|ไม่พบ|ไม่มีข้อมูล|อยู่นอกพื้นที่/)

  await page.reload()
  await secretary.settled()
  expect(await places.count()).toBeLessThan(had)
  expect(await places.filter({ hasText: 'กรณี' }).count()).toBe(0)
  expect([...secretary.wrong, ...admin.wrong]).toEqual([])
  await admin.leave()
  await secretary.leave()
})
