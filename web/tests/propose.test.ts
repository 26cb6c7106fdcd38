// A household that no list names: proposed on a phone by who knows it, decided on, and what became of it.
import { expect, it } from 'vitest'
import { act, ask } from './ask'
import { PHONE } from './browser'
import { signedIn } from './stage'

const SHELTER = 'เพิงสังกะสีหลังวัด ติดคลองส่งน้ำ'

it('a reporter proposes an urgent household on a phone and learns what became of it', async () => {
  const reporter = await signedIn('reporter', PHONE)
  const { page } = reporter
  await page.getByRole('link', { name: 'เสนอครัวเรือนที่ไม่มีในบัญชี' }).tap()
  const form = page.getByRole('form', { name: 'เสนอครัวเรือนที่ไม่มีในบัญชี' })
  // One village is hers: it is chosen already.
  expect(await form.getByRole('radio').isChecked()).toBe(true)
  await form.getByRole('button', { name: 'เสนอครัวเรือน' }).tap()
  await form.getByText('โปรดบอกว่าจะไปพบครัวเรือนนี้ได้อย่างไร').waitFor()
  await form.getByText('โปรดบอกเหตุที่ต้องช่วยเหลือ').waitFor()

  await form.getByRole('textbox', { name: /จุดสังเกต/ }).fill(SHELTER)
  await form.getByRole('textbox', { name: /^เหตุผล/ }).fill('ผู้สูงอายุอยู่ลำพัง หลังคาพังเมื่อคืน')
  await form.getByRole('checkbox', { name: /เร่งด่วน/ }).tap({ force: true })
  await form.getByText('ระบบจะรับเข้าดูแลทันทีที่ส่ง').waitFor()
  await reporter.picture('reporter-propose-form')
  await form.getByRole('button', { name: 'เสนอและรับเข้าดูแลทันที' }).tap()
  await page.getByRole('heading', { name: 'เสนอแล้ว และรับเข้าดูแลแล้ว' }).waitFor()
  await page.getByText(SHELTER).waitFor()
  await page.getByText('รับเข้าดูแลแล้ว ทีมตำบลเริ่มงานได้').first().waitFor()

  // The head of the team finds the case open, and sees it otherwise.
  const head = await signedIn('head')
  type Found = { proposals: { nodes: { id: string; reason: string; case: { status: string } | null }[] } }
  const { proposals } = await ask<Found>(
    head,
    '{ proposals(kinds: [HOUSEHOLD], first: 50) { nodes { id reason case { status } } } }',
  )
  const proposed = proposals.nodes.find(it => it.reason.includes(SHELTER))
  expect(proposed?.case?.status).toBe('TO_VERIFY')
  const refused = `proposalId: "${proposed?.id}", decision: REFUSED, note: "อยู่ในความดูแลของตำบลอื่นแล้ว"`
  await act(head, `proposalDecide(${refused}, key: KEY)`)
  await head.leave()

  await page.reload()
  await page.getByText('ข้อความจากผู้พิจารณา: อยู่ในความดูแลของตำบลอื่นแล้ว').waitFor()
  await page.getByText('ไม่รับ', { exact: true }).first().waitFor()
  expect(page.url()).toMatch(/\/propose$/)
  expect(reporter.wrong).toEqual([])
  await reporter.leave()
})

it('a team member sees that a household may be known already, and proposes another one', async () => {
  const member = await signedIn('team')
  const { page } = member
  type Known = { cases: { nodes: { household: { houseNo: string | null }; area: { nameTh: string } }[] } }
  const { cases } = await ask<Known>(
    member,
    '{ cases(first: 50) { nodes { household { houseNo } area { nameTh } } } }',
  )
  const known = cases.nodes.find(it => it.household.houseNo)
  await page.getByRole('navigation').first().getByRole('link', { name: 'เสนอครัวเรือน' }).click()
  const form = page.getByRole('form', { name: 'เสนอครัวเรือนที่ไม่มีในบัญชี' })
  await form.getByRole('combobox', { name: /หมู่บ้าน/ }).fill(known?.area.nameTh.slice(0, 4) ?? '')
  await page.getByRole('option').first().click()
  const field = form.getByRole('textbox', { name: /บ้านเลขที่/ })
  await form.getByRole('combobox', { name: /หมู่บ้าน/ }).fill(known?.area.nameTh ?? '')
  await page
    .getByRole('option', { name: known?.area.nameTh ?? '' })
    .first()
    .click()
  await field.fill(known?.household.houseNo ?? '')
  await form.getByText(/ในพื้นที่นี้มีครัวเรือนที่ตรงกัน/).waitFor()
  expect(await form.getByRole('link').count()).toBeGreaterThan(0)

  await field.fill('999/99')
  await form.getByText(/ในพื้นที่นี้มีครัวเรือนที่ตรงกัน/).waitFor({ state: 'detached' })
  await form.getByRole('textbox', { name: /จุดสังเกต/ }).fill('ห้องเช่าหลังตลาดสด')
  await form.getByRole('textbox', { name: /^เหตุผล/ }).fill('ตกงานทั้งครัวเรือน')
  await form.getByRole('button', { name: 'เสนอครัวเรือน' }).click()
  await page.getByRole('heading', { name: 'เสนอครัวเรือนแล้ว' }).waitFor()
  await page.getByText('ห้องเช่าหลังตลาดสด').waitFor()
  await page.getByRole('button', { name: 'เสนออีกครัวเรือน' }).click()
  expect(await form.getByRole('textbox', { name: /จุดสังเกต/ }).inputValue()).toBe('')
  expect(member.wrong).toEqual([])
  await member.leave()
})
