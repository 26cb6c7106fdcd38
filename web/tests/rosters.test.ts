// Teams come in from the office's list, and are taken back: seen as who heads the district.
import { expect, it } from 'vitest'
import { ask } from './ask'
import { heads } from './listed'
import { signedIn } from './stage'

it('brings a mentor team and its members in from a list, and takes them back', async () => {
  const chief = await signedIn('chief')
  const { page } = chief
  const [known] = await heads(chief)
  if (!known) throw new Error('nobody is known')
  const { code, subdistrict, district, province } = known.listed.village
  const team = 'ทีมพี่เลี้ยงจากทำเนียบ'
  const place = [Number(code.slice(6)), subdistrict, district, province]
  const rows = [
    ['ประเภททีม', 'ชื่อทีม', 'ชื่อ-สกุล', 'ภาคีเครือข่าย', 'หน้าที่ในทีม', 'หมู่ที่', 'ตำบล', 'อำเภอ', 'จังหวัด'],
    ['ทีมพี่เลี้ยง', team, 'พระสมมุติ', 'ศาสนา', 'พี่เลี้ยง', ...place],
    ['ทีมพี่เลี้ยง', team, 'ครูสมมุติ', 'วิชาการ', 'พี่เลี้ยง', ...place],
    ['ทีมพี่เลี้ยง', team, 'ใครสมมุติ', 'ดาราศาสตร์', 'พี่เลี้ยง', ...place],
  ]
  await chief.open('/imports/new')
  const file = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'เลือกแฟ้ม' }).click()
  const buffer = Buffer.from(rows.map(it => it.join(',')).join('\n'))
  await (await file).setFiles({ name: 'teams.csv', mimeType: 'text/csv', buffer })
  await page.getByRole('button', { name: 'นำเข้า 2 แถว' }).click()
  await page.getByRole('link', { name: 'ดูผลการนำเข้า' }).click()
  await page.getByText('นำเข้าแล้ว', { exact: true }).waitFor()
  expect(await chief.faults()).toEqual([])
  type Teams = { teams: { nodes: { name: string; members: { nodes: { name: string }[] } }[] } }
  const asked = '{ teams(first: 100, kind: MENTOR) { nodes { name members { nodes { name } } } } }'
  const found = async () => {
    const { teams } = await ask<Teams>(chief, asked)
    return teams.nodes
      .find(it => it.name === team)
      ?.members.nodes.map(it => it.name)
      .sort()
  }
  expect(await found()).toEqual(['ครูสมมุติ', 'พระสมมุติ'])
  await page.getByRole('button', { name: 'ย้อนคืนการนำเข้า' }).click()
  await page.getByText(/ย้อนคืน 2 แถว/).waitFor()
  await page.getByRole('button', { name: 'ย้อนคืน', exact: true }).click()
  await page.getByText('ย้อนคืนแล้ว', { exact: true }).first().waitFor()
  expect(await found()).toBeUndefined()
  expect(chief.wrong).toEqual([])
  await chief.leave()
})
