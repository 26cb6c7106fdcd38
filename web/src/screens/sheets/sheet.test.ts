// Days as people write them, and what a row lacks.
import { expect, test } from 'vitest'
import { asPrinted, dayOf, formOf, isEmpty, lacksOf, newSheet } from './sheet'

const TODAY = '2026-11-22'

test.each([
  ['5/3/69', '2026-03-05'],
  ['05-03-2569', '2026-03-05'],
  ['5.3.2569', '2026-03-05'],
  ['050369', '2026-03-05'],
  ['๕/๓/๖๙', '2026-03-05'],
  ['5/3/2026', '2026-03-05'],
  ['2026-03-05', '2026-03-05'],
  ['22/11/69', TODAY],
])('%s is a day', (text, day) => {
  expect(dayOf(text, TODAY)).toBe(day)
})

test.each(['', '31/2/69', '5/13/69', '23/11/69', 'วันนี้', '5/3'])('%s is none, or to come', text => {
  expect(dayOf(text, TODAY)).toBeNull()
})

test('numbers are found however they are typed', () => {
  expect(asPrinted(' hv8g-9ced ')).toBe('HV8G9CED')
})

const found = {
  subject: { problems: [] },
  crew: { members: { nodes: [{ id: 'm1', name: 'นางสา' }] } },
} as never

test('the next row is of the same walk', () => {
  const next = newSheet('2', { day: '5/3/69', went: 'ก', manner: 'TELEPHONE' })
  expect([next.day, next.went, next.manner, next.number]).toEqual(['5/3/69', 'ก', 'TELEPHONE', ''])
  expect(isEmpty(next)).toBe(true)
})

test('members of the team are told from names', () => {
  const form = formOf({ ...newSheet('1'), found, went: 'นางสา, ผู้ใหญ่แดง' }, TODAY)
  expect([form.withMe, form.members, form.others]).toEqual([false, ['m1'], 'ผู้ใหญ่แดง'])
})

test('a row says what it lacks, in the order of its cells', () => {
  const sheet = newSheet('1')
  expect(lacksOf(sheet, TODAY)).toBe('household')
  expect(lacksOf({ ...sheet, found }, TODAY)).toBe('day')
  expect(lacksOf({ ...sheet, found, day: '5/3/69' }, TODAY)).toBe('visitors')
  expect(lacksOf({ ...sheet, found, day: '5/3/69', went: 'ก' }, TODAY)).toBe('change')
  expect(lacksOf({ ...sheet, found, day: '5/3/69', went: 'ก', change: 'nothing' }, TODAY)).toBeNull()
})
