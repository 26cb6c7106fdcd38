// By keyboard alone: signing in, finding a case, recording a visit, a dialog and back, signing out; where one is can be
// seen at every step.
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { PASSWORD, Person } from './browser'
import { browser, program, signedIn } from './stage'

/** What has the focus: how it is called, and whether its outline, its shadow or that of its label can be seen. */
async function focused(page: Page): Promise<{ name: string; isSeen: boolean }> {
  return page.evaluate(() => {
    const at = document.activeElement
    if (!(at instanceof HTMLElement) || at === document.body) return { name: '', isSeen: true }
    const labels = (at as HTMLInputElement).labels ?? []
    const name = at.getAttribute('aria-label') ?? labels[0]?.textContent ?? at.textContent ?? ''
    const isMarked = (it: Element) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(it)
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none'
    }
    return { name: name.trim(), isSeen: [at, at.closest('label')].some(it => it && isMarked(it)) }
  })
}

/** Presses Tab until what is called so has the focus; every stop on the way can be seen. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = []
  while (passed.length < 80) {
    await page.keyboard.press('Tab')
    const at = await focused(page)
    expect(at.isSeen, `the focus on “${at.name}” can be seen`).toBe(true)
    if (name.test(at.name)) return
    passed.push(at.name)
  }
  throw new Error(`${name} was not among ${passed.join(' | ')}`)
}

it('signs in, records a visit and signs out by keyboard alone', async () => {
  const before = await signedIn('team')
  await before.leave()

  const member = await Person.at(browser, program)
  const { page } = member
  const { keyboard } = page
  await page.goto(program.url)
  await page.getByRole('textbox', { name: 'ชื่อบัญชี' }).waitFor()
  expect((await focused(page)).name).toMatch(/ชื่อบัญชี/)
  await keyboard.type('team')
  await tabTo(page, /^รหัสผ่าน/)
  await keyboard.type(PASSWORD)
  await keyboard.press('Enter')
  await page.getByRole('navigation').first().waitFor()

  // The first stop leads past the menu.
  await page.reload()
  await page.getByRole('heading', { level: 1 }).waitFor()
  await keyboard.press('Tab')
  expect((await focused(page)).name).toBe('ข้ามไปเนื้อหา')
  await keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('content')

  await page.reload()
  await page.getByRole('heading', { level: 1 }).waitFor()
  await tabTo(page, /^กรณี$/)
  await keyboard.press('Enter')
  await page
    .locator('main')
    .getByRole('link', { name: /บ้านเลขที่/ })
    .first()
    .waitFor()
  await tabTo(page, /บ้านเลขที่/)
  await keyboard.press('Enter')
  await page.getByRole('link', { name: 'บันทึกการเยี่ยม' }).waitFor()

  // A dialog gives the focus back to what opened it.
  await tabTo(page, /ดำเนินการอื่น/)
  await keyboard.press('Enter')
  await page.getByRole('menu').waitFor()
  for (let step = 0; step < 20 && (await focused(page)).name !== 'จำแนกครัวเรือน'; step += 1) {
    await keyboard.press('ArrowDown')
  }
  await keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'จำแนกครัวเรือน' })
  await dialog.waitFor()
  expect(await dialog.evaluate(it => it.contains(document.activeElement))).toBe(true)
  await keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  await page.waitForFunction(() => document.activeElement !== document.body)
  expect((await focused(page)).name).toMatch(/ดำเนินการอื่น/)

  await page.keyboard.press('Shift+Tab')
  expect((await focused(page)).name).toBe('บันทึกการเยี่ยม')
  await keyboard.press('Enter')
  await page.getByRole('radio', { name: /ไม่มีอะไรเปลี่ยนแปลง/ }).waitFor()
  await tabTo(page, /ไม่มีอะไรเปลี่ยนแปลง/)
  await keyboard.press('ArrowDown')
  expect(await page.getByRole('radio', { name: /มีเรื่องให้บันทึก/ }).isChecked()).toBe(true)
  await keyboard.press('ArrowUp')
  expect(await page.getByRole('radio', { name: /ไม่มีอะไรเปลี่ยนแปลง/ }).isChecked()).toBe(true)
  await tabTo(page, /^ส่ง$/)
  await keyboard.press('Enter')
  await page.getByText('ส่งการเยี่ยมแล้ว').waitFor()

  await tabTo(page, /^ออกจากระบบ$/)
  await keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'ชื่อบัญชี' }).waitFor()
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'userName')
  expect(member.wrong).toEqual([])
  await member.leave()
})
