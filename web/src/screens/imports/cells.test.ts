// A row with what is the matter with its cells.
import { expect, test } from 'vitest'
import { cellsOf } from './cells'

const issue = (column: string | null, message: string) => ({ code: 'x', message, column })

test('what is the matter stands at its cell, and that cell first', () => {
  const cells = cellsOf(
    [
      { column: 'ชื่อ', value: 'คำ' },
      { column: 'เลข', value: '1-xxxx-xxxxx-12-x' },
    ],
    [issue('เลข', 'ไม่ถูกต้อง'), issue(null, 'ทั้งแถว')],
  )
  expect(cells.map(it => [it.column, ...it.issues])).toEqual([['เลข', 'ไม่ถูกต้อง'], ['ชื่อ']])
})

test('a blank cell that should hold something is shown', () => {
  expect(cellsOf([{ column: 'ชื่อ', value: 'คำ' }], [issue('ตำบล', 'ว่าง'), issue('ตำบล', 'ว่าง')])).toEqual([
    { column: 'ตำบล', value: '', issues: ['ว่าง'] },
    { column: 'ชื่อ', value: 'คำ', issues: [] },
  ])
})
