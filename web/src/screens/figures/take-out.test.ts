// Files and lines for elsewhere: withheld numbers are words, formulas are text, quotes survive.
import { expect, test } from 'vitest'
import { matrixOf } from './matrix'
import { csvOf, curlOf, field } from './take-out'

const count = (value: number | null) => ({
  __typename: 'Count' as const,
  value,
  withheld: value === null ? ('SMALL' as const) : null,
})

test('a withheld number is a word, never nought or nothing', () => {
  const matrix = matrixOf({
    lines: [
      {
        __typename: 'SummaryLine',
        keys: [{ __typename: 'SummaryKey', facet: 'LEVEL', value: 'survive', isTotal: false, area: null }],
        figure: { __typename: 'Figure', households: count(15), persons: count(null) },
      },
    ],
  })
  const words = {
    name: () => 'ขั้นอยู่รอด',
    withheld: () => 'ไม่แสดง (จำนวนน้อย)',
    households: 'ครัวเรือน',
    persons: 'คน',
    of: 'ขั้น',
  }
  expect(csvOf(matrix, words, [['ข้อมูล ณ', '1 ม.ค. 2569']])).toBe(
    '\uFEFFขั้น,code,ครัวเรือน,คน\r\nขั้นอยู่รอด,survive,15,ไม่แสดง (จำนวนน้อย)\r\n\r\nข้อมูล ณ,1 ม.ค. 2569\r\n',
  )
})

test('a field is text to every spreadsheet', () => {
  expect(field('=1+1')).toBe("'=1+1")
  expect(field('ก, "ข"')).toBe('"ก, ""ข"""')
})

test('a line for the shell keeps quotes and holds no token', () => {
  const line = curlOf('https://x', 'query { a(b: "it\'s") }', { by: ['AREA'] })
  expect(line).toContain('Bearer $TOKEN')
  expect(line).toContain("it'\\''s")
})
