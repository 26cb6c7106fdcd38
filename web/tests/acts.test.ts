// Setting things right: a person who moved, and cases that cannot all go to one team.
import { expect, it } from 'vitest'
import { ask } from './ask'
import { PHONE } from './browser'
import { signedIn } from './stage'

const numberIn = (text: string | null) => Number(/\d+/.exec(text ?? '')?.[0] ?? Number.NaN)

type Member = { until: string | null; person: { id: string; firstName: string | null } }
type Found = { cases: { nodes: { id: string; household: { shortNumber: string; members: Member[] } }[] } }

it('moves a person to another household on a phone, looked over before, and takes it back', async () => {
  const chief = await signedIn('chief', PHONE)
  const { page } = chief
  const { cases } = await ask<Found>(
    chief,
    '{ cases(first: 30) { nodes { id household { shortNumber members { until person { id firstName } } } } } }',
  )
  const here = (it: Found['cases']['nodes'][number]) => it.household.members.filter(who => !who.until)
  const [from] = cases.nodes.filter(it => here(it).length > 1 && here(it).at(-1)?.person.firstName)
  const to = cases.nodes.find(it => it !== from)
  const name = from && here(from).at(-1)?.person.firstName
  await chief.open(`/cases/${from?.id}`)
  const open = page.getByRole('button', { name: new RegExp(`แก้ไขข้อมูลของ .*${name}`) })
  await open.tap()
  const dialog = page.getByRole('dialog')
  const look = dialog.getByRole('button', { name: 'ตรวจสอบก่อนบันทึก' })
  const confirm = dialog.getByRole('button', { name: 'ยืนยันการแก้ไข' })

  // A number that cannot be is refused beside its field, and is never shown whole once it was typed.
  await dialog.getByRole('radio', { name: 'มีเลขประจำตัวประชาชนใหม่' }).tap({ force: true })
  await dialog.getByRole('textbox', { name: /เลขประจำตัวประชาชนใหม่/ }).fill('1234567890123')
  await look.tap()
  await dialog.getByText('1-xxxx-xxxxx-12-x').waitFor()
  expect(await dialog.textContent()).not.toContain('1234567890123')
  await confirm.tap()
  const number = dialog.getByRole('textbox', { name: /เลขประจำตัวประชาชนใหม่/ })
  await number.waitFor()
  expect(await number.getAttribute('aria-invalid')).toBe('true')

  await dialog.getByRole('radio', { name: 'ย้ายไปอยู่ครัวเรือนอื่น' }).tap({ force: true })
  await dialog.getByRole('searchbox', { name: /ค้นหาครัวเรือนที่ย้ายไปอยู่/ }).fill(to?.household.shortNumber ?? '')
  await dialog.getByRole('radio', { name: new RegExp(to?.household.shortNumber ?? '?') }).tap({ force: true })
  await chief.picture('chief-correct')
  await look.tap()
  await dialog.getByText(/ชื่อจะย้ายไปเป็นสมาชิกของครัวเรือนใหม่/).waitFor()
  await confirm.tap()
  await page.getByText('แก้ไขข้อมูลแล้ว').waitFor()
  await open.waitFor({ state: 'detached' })

  const history = page.getByRole('list', { name: 'การแก้ไขข้อมูลบุคคล' })
  await history.getByText(new RegExp(`${name}.* ย้ายไปอยู่ครัวเรือนอื่น`)).waitFor()
  await history.getByRole('button', { name: /ย้อนคืนการแก้ไขของ/ }).tap()
  await history.getByText('ย้อนคืนแล้ว', { exact: true }).waitFor()
  await chief.picture('chief-corrected')
  await open.waitFor()
  expect(chief.wrong).toEqual([])
  await chief.leave()
})

it('says before it is confirmed which cases cannot go to a team, and goes on without them', async () => {
  const chief = await signedIn('chief')
  const { page } = chief
  const dialog = page.getByRole('dialog')
  const assign = dialog.getByRole('button', { name: 'มอบหมาย', exact: true })
  const alert = dialog.getByRole('alert')
  await chief.open('/cases')
  await page.getByRole('checkbox', { name: 'เลือกทั้งหมด' }).click({ force: true })
  const bar = page.getByRole('region', { name: 'กรณีที่เลือก' })
  await bar.getByRole('button', { name: 'มอบหมาย', exact: true }).click()
  await dialog.getByRole('combobox', { name: /ทีมตำบล/ }).fill('ในเมือง')
  await page.getByRole('option', { name: /ทีมตำบลในเมือง/ }).click()
  await alert.getByText(/ทีมนี้ไม่ได้ดูแลพื้นที่ของครัวเรือน/).waitFor()
  expect(await assign.isDisabled()).toBe(true)
  expect(await chief.faults()).toEqual([])
  await chief.picture('chief-assign-in-the-way')
  const [refused = 0, all = 0] = ((await alert.textContent()) ?? '').match(/\d+/g)?.map(Number) ?? []
  expect(refused).toBeGreaterThan(0)
  expect(refused).toBeLessThan(all)

  // One subdistrict alone: its own team takes all that are open.
  const only = dialog.getByRole('button', { name: /^เลือกเฉพาะ/ }).first()
  const there = numberIn(/\((\d+)\)/.exec((await only.textContent()) ?? '')?.[1] ?? null)
  await only.click()
  await dialog.getByText(`มอบหมาย ${there} กรณี`).waitFor()
  await dialog.getByRole('combobox', { name: /ทีมตำบล/ }).click()
  await page.getByRole('option').first().click()
  const leaveOut = dialog.getByRole('button', { name: /^เว้น \d+ กรณีนี้/ })
  await dialog.getByRole('table').or(dialog.getByText('ภาระงานของทีมไม่เปลี่ยน')).first().waitFor()
  if (await leaveOut.isVisible()) await leaveOut.click()
  await alert.waitFor({ state: 'detached' })
  await assign.click()
  await page.getByText(/^มอบหมาย \d+ กรณีแล้ว/).waitFor()
  await page.getByRole('button', { name: 'ย้อนคืน' }).click()
  await page.getByText(/^ย้อนคืน \d+ กรณีแล้ว/).waitFor()
  expect(chief.wrong).toEqual([])
  await chief.leave()
})
