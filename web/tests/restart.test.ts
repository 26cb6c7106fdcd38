// The program falls over, before an act or in the middle of it, or the session ends, while a form is filled in: what was
// typed is there and can be sent, and what had arrived is done once.
import { expect, it } from 'vitest'
import { ask } from './ask'
import { PASSWORD, type Person, PHONE } from './browser'
import { visitsOf } from './phone'
import { program, signedIn } from './stage'

type Found = { cases: { nodes: { id: string; verification: string | null }[] } }

/** A member who begins to write down what a household wants to do. */
async function planning(wayOut: string): Promise<Person> {
  const member = await signedIn('team')
  const { cases } = await ask<Found>(
    member,
    '{ cases(first: 50, filter: { status: [BEING_HELPED] }) { nodes { id verification } } }',
  )
  const found = cases.nodes.find(it => it.verification === 'CONFIRMED')
  await member.page.goto(`${program.url}/cases/${found?.id}`)
  await member.page.getByRole('button', { name: /^จัดทำแผน/ }).click()
  await member.page.getByRole('textbox', { name: /^ทางออก/ }).fill(wayOut)
  return member
}

it('keeps what was typed while the program is down, and sends it once it is back', async () => {
  const wayOut = 'รวมกลุ่มทอผ้ากับเพื่อนบ้าน'
  const member = await planning(wayOut)
  const dialog = member.page.getByRole('dialog', { name: /^จัดทำแผน/ })
  await program.kill()
  await dialog.getByRole('button', { name: 'บันทึก' }).click()
  await dialog
    .getByRole('alert')
    .getByText(/สิ่งที่กรอกยังอยู่/)
    .waitFor()
  expect(await dialog.getByRole('textbox', { name: /^ทางออก/ }).inputValue()).toBe(wayOut)

  await program.start()
  await dialog.getByRole('button', { name: 'บันทึก' }).click()
  await member.page.getByText('บันทึกแผนครัวเรือนแล้ว').waitFor()
  const plans = member.page.getByRole('region', { name: 'แผนครัวเรือน' })
  await plans.getByText(wayOut).waitFor()
  expect(await plans.getByText(wayOut).count()).toBe(1)
  expect(member.wrong).toEqual([])
  await member.leave()
})

it('does an act once whose answer was lost when the program was killed in the middle of it', async () => {
  const wayOut = 'เลี้ยงปลาดุกในบ่อซีเมนต์ ขายที่ตลาดเช้า'
  const member = await planning(wayOut)
  const { page } = member
  const dialog = page.getByRole('dialog', { name: /^จัดทำแผน/ })
  const keys: string[] = []
  let isLost = false
  await page.route('**/graphql', async route => {
    const sent = route.request().postDataJSON() as { operationName?: string; variables?: { key?: string } }
    if (sent.operationName !== 'MakePlan') return route.fallback()
    keys.push(sent.variables?.key ?? '')
    if (isLost) return route.fallback()
    // The program has done it; before its answer is on the line, it is no more.
    isLost = true
    await route.fetch()
    await program.kill()
    await route.abort('connectionreset')
  })
  await dialog.getByRole('button', { name: 'บันทึก' }).click()
  await dialog
    .getByRole('alert')
    .getByText(/ยังไม่ทราบว่าบันทึกแล้วหรือไม่ สิ่งที่กรอกยังอยู่/)
    .waitFor()
  await program.start()
  await dialog.getByRole('button', { name: 'บันทึก' }).click()
  await page.getByText('บันทึกแผนครัวเรือนแล้ว').waitFor()
  expect(keys.length).toBe(2)
  expect(new Set(keys).size).toBe(1)
  const plans = page.getByRole('region', { name: 'แผนครัวเรือน' })
  await plans.getByText(wayOut).waitFor()
  await page.unrouteAll()
  await page.reload()
  await plans.scrollIntoViewIfNeeded()
  await plans.getByText(wayOut).waitFor()
  expect(await plans.getByText(wayOut).count()).toBe(1)
  expect(member.wrong).toEqual([])
  await member.leave()
})

it('says plainly what of a visit was sent when the program was killed in the middle of it', async () => {
  const member = await signedIn('team', PHONE)
  await member.page.getByRole('navigation').last().getByRole('link', { name: 'กรณี' }).tap()
  const visit = member.page.getByRole('link', { name: /^บันทึกการเยี่ยม/ }).first()
  const caseId = (await visit.getAttribute('href'))?.split('/')[2] ?? ''
  const before = await visitsOf(member, caseId)
  await visit.tap()
  await member.page.getByText('ไม่มีอะไรเปลี่ยนแปลง').tap()
  await member.page.route('**/graphql', async route => {
    const sent = route.request().postDataJSON() as { operationName?: string }
    if (sent.operationName !== 'RecordVisit') return route.fallback()
    await route.fetch()
    await program.kill()
    await route.abort('connectionreset')
  })
  await member.page.getByRole('button', { name: 'ส่ง', exact: true }).tap()
  await member.page.getByText('ยังไม่ส่ง 1 รายการ').waitFor()
  await member.page.getByText(/การเยี่ยมยังอยู่ในเครื่อง/).waitFor()
  await member.page.unrouteAll()
  await program.start()
  await member.page.getByRole('button', { name: 'ส่งเดี๋ยวนี้' }).tap()
  await member.page.getByText('ส่งครบแล้ว').waitFor()
  await member.page.getByText(/^ส่งเมื่อ/).waitFor()
  expect(await visitsOf(member, caseId)).toBe(before + 1)
  expect(member.wrong).toEqual([])
  await member.leave()
})

it('asks for signing in over the page when the session has ended, and loses nothing', async () => {
  const wayOut = 'ปลูกถั่วลิสงหลังนา ขายที่ตลาดตำบล'
  const member = await planning(wayOut)
  const { page } = member
  await member.context.clearCookies()
  // Whatever the page asks next may find out before the button does.
  await page.getByRole('button', { name: 'บันทึก' }).dispatchEvent('click')
  const ended = page.getByRole('dialog', { name: 'หมดเวลาการใช้งาน' })
  await ended.getByText('สิ่งที่กรอกไว้ยังอยู่').waitFor()
  await ended.getByLabel('รหัสผ่าน', { exact: false }).first().fill(PASSWORD)
  await ended.getByRole('button', { name: 'เข้าสู่ระบบ' }).click()
  await ended.waitFor({ state: 'hidden' })

  expect(await page.getByRole('textbox', { name: /^ทางออก/ }).inputValue()).toBe(wayOut)
  await page.getByRole('button', { name: 'บันทึก' }).click()
  await page.getByText('บันทึกแผนครัวเรือนแล้ว').waitFor()
  await page.getByRole('region', { name: 'แผนครัวเรือน' }).getByText(wayOut).waitFor()
  expect(member.wrong).toEqual([])
  await member.leave()
})
