import { expect, test } from 'vitest'
import { alreadyMeets, satang, worthOf } from './worth'

test('what has no value is counted, not summed, and what was cancelled is neither', () => {
  expect(
    worthOf([
      { status: 'DONE', valueBasis: 'known', value: '70000' },
      { status: 'PLANNED', valueBasis: 'estimated', value: '2500000' },
      { status: 'DONE', valueBasis: 'none', value: null },
      { status: 'CANCELLED', valueBasis: 'known', value: '999' },
    ]),
  ).toEqual({ known: '70000', estimated: '2500000', nWithout: 1 })
})

test('baht become satang without a broken cent', () => {
  expect(satang(12_500.5)).toBe('1250050')
  expect(satang(0.1 + 0.2)).toBe('30')
})

test('cancelled and failed help meets no need', () => {
  const help = (status: 'DONE' | 'CANCELLED', outcome: string) => ({ need: 'food', status, outcome })
  const all = [help('DONE', 'NEED_MET'), help('DONE', 'NOT_MET'), help('CANCELLED', 'NOT_YET_KNOWN')]
  expect(alreadyMeets('food', all)).toHaveLength(1)
  expect(alreadyMeets('water', all)).toHaveLength(0)
})
