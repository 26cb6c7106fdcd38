// The way in, the places of a chief, and the way out.
import { expect, it } from 'vitest'
import { PASSWORD, Person } from './browser'
import { browser, program, signedIn } from './stage'

it('a chief changes the printed password, opens every place of the menu, and signs out', async () => {
  const chief = await signedIn('chief')
  const places = await chief.page.getByRole('navigation').first().getByRole('link').all()
  expect(places.length).toBeGreaterThan(6)
  for (const place of await Promise.all(places.map(it => it.getAttribute('href')))) {
    await chief.open(place ?? '/')
    expect(await chief.page.getByRole('heading', { level: 1 }).count(), place ?? '').toBe(1)
    expect(await chief.page.getByRole('alert').count(), place ?? '').toBe(0)
  }
  await chief.page.getByRole('button', { name: 'ออกจากระบบ' }).click()
  await chief.page.locator('input[name="password"]').waitFor()
  expect(await chief.context.cookies()).toEqual([])
  await chief.open('/cases')
  expect(await chief.page.locator('input[name="password"]').count()).toBe(1)
  expect(chief.wrong).toEqual([])
  await chief.leave()
})

it('a wrong password is refused in words, and the right one still opens', async () => {
  const chief = await Person.at(browser, program)
  await chief.open('/')
  await chief.page.locator('input[name="userName"]').fill('chief')
  await chief.page.locator('input[name="password"]').fill('not the password')
  await chief.page.locator('form button[type="submit"]').click()
  await chief.page.getByRole('alert').waitFor()
  expect(await chief.page.getByRole('alert').textContent()).toContain('รหัสผ่าน')
  await chief.page.locator('input[name="password"]').fill(PASSWORD)
  await chief.page.locator('form button[type="submit"]').click()
  await chief.page.locator('main#content').waitFor()
  const [cookie] = await chief.context.cookies()
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' })
  expect(await chief.page.evaluate(() => document.cookie)).toBe('')
  await chief.leave()
})
