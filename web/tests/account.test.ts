// One's own account: a lost phone is signed out from another device, and says so itself.
import { expect, it } from 'vitest'
import { signedIn } from './stage'

it('ends the session of a lost phone from another device; nothing more opens there', async () => {
  const phone = await signedIn('reporter')
  const desk = await signedIn('reporter')
  await desk.page.getByRole('link', { name: 'ผู้แจ้งข้อมูลหมู่บ้าน' }).click()
  await desk.page.getByRole('heading', { name: 'เครื่องที่เข้าสู่ระบบอยู่' }).waitFor()
  await desk.page.getByText('เครื่องนี้', { exact: true }).waitFor()
  const end = desk.page.getByRole('button', { name: 'ออกจากเครื่องนี้' })
  await end.first().waitFor()
  // The phone's, and whatever else is left signed in.
  for (let left = await end.count(); left > 0; left -= 1) {
    await end.first().click()
    await expect.poll(() => end.count()).toBe(left - 1)
  }

  await phone.page.getByRole('link', { name: 'ผู้แจ้งข้อมูลหมู่บ้าน' }).click()
  await phone.page.getByRole('dialog', { name: 'หมดเวลาการใช้งาน' }).waitFor()
  await phone.page.reload()
  await phone.page.getByRole('textbox', { name: 'ชื่อบัญชี' }).waitFor()
  expect(await phone.page.getByRole('navigation').count()).toBe(0)
  await desk.open('/account')
  expect([...phone.wrong, ...desk.wrong]).toEqual([])
  await phone.leave()
  await desk.leave()
})
