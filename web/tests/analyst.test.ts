// An analyst of the ministry: published figures by area and level, what is withheld said in words, and nothing of it in
// what is taken out.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { Person } from './browser'
import { printed } from './program'
import { browser, program } from './stage'

/** What stands where a number is not shown. */
const WITHHELD = /^ไม่แสดง \((จำนวนน้อย|กันการคำนวณย้อน)\)$/

it('breaks the figures down by area and level, and takes out no more than is shown', async () => {
  const analyst = await Person.at(browser, program)
  await analyst.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await analyst.signIn('ministry', printed.ministry ?? '')
  const { page } = analyst
  await page.getByRole('navigation').first().getByRole('link', { name: 'สถิติภาพรวม' }).click()
  await page.getByRole('button', { name: /และแยกตาม/ }).click()
  await page.getByRole('option', { name: 'ขั้น', exact: true }).click()
  const table = page.getByRole('table', { name: /แยกตามพื้นที่และขั้น$/ })
  await table.getByRole('columnheader', { name: 'ขั้นพอเพียง' }).waitFor()
  await analyst.settled()
  const cells = (await table.locator('tbody td').allTextContents()).filter(it => it !== '')
  const hidden = cells.filter(it => WITHHELD.test(it))
  const numbers = cells.filter(it => !WITHHELD.test(it)).map(it => Number(it.replaceAll(',', '')))
  expect(hidden.length).toBeGreaterThan(0)
  expect(numbers.length).toBeGreaterThan(0)
  // Whatever is a number is rounded to fives: there is no small one, and no dash for one that is hidden.
  expect(numbers.filter(it => !Number.isInteger(it) || it % 5 !== 0)).toEqual([])

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'ดาวน์โหลด CSV' }).click(),
  ])
  const csv = readFileSync(await file.path())
  expect([...csv.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const [lines = ''] = csv.toString('utf8').slice(1).split('\r\n\r\n')
  const taken = lines
    .split('\r\n')
    .slice(1)
    .flatMap(it => it.split(',').slice(2))
    .filter(it => it !== '')
  expect(taken.filter(it => WITHHELD.test(it)).length).toBeGreaterThanOrEqual(hidden.length)
  expect(taken.filter(it => !WITHHELD.test(it) && Number(it) % 5 !== 0)).toEqual([])

  await page.getByRole('button', { name: 'คัดลอกคำสั่ง GraphQL' }).click()
  await page.getByText('คัดลอกแล้ว').waitFor()
  const query = await page.evaluate(() => navigator.clipboard.readText())
  expect(query).toContain('summary')
  expect(query).not.toMatch(/firstName|lastName|displayName|userName|houseNo|shortNumber|members/)
  expect(query).not.toMatch(/นาย|นาง|สาว/)
  expect(analyst.wrong).toEqual([])
  await analyst.leave()
})
