import { expect, test } from 'vitest'
import { isNotable, type Result, tabulate } from './survey-table'

type P = { id: string }
const bmn: Result<P> = {
  source: 'BMN',
  surveyYear: 2566,
  knownDimensions: ['INCOME', 'HEALTH'],
  failingDimensions: ['INCOME'],
  incomePerPersonPerYear: '2590000',
  answers: [{ code: 'bmn.saves', text: 'saves', result: 'fail' }],
}
const tpmap = (id: string, result: string): Result<P> => ({
  source: 'TPMAP',
  surveyYear: 2565,
  person: { id },
  answers: [{ code: 'bmn.saves', text: 'saves', result }],
})
const thaiqm: Result<P> = {
  source: 'THAIQM',
  surveyYear: 2566,
  answers: [
    { code: 'q02', text: 'house', result: '1' },
    { code: 'q05', text: 'vegetables', result: '1' },
    { code: 'q07', text: 'water', result: '0' },
  ],
}

test('columns go from the newest year, rows from facts to items', () => {
  const { columns, rows } = tabulate([tpmap('a', 'pass'), thaiqm, bmn], new Set(['q05']))
  expect(columns.map(it => it.key)).toEqual(['BMN 2566', 'THAIQM 2566', 'TPMAP 2565'])
  expect(rows[0]?.group).toBe('facts')
  expect(rows.at(-1)?.group).toBe('item')
})

test('the same word of several persons is one mark', () => {
  const { rows } = tabulate([tpmap('a', 'pass'), tpmap('b', 'pass'), tpmap('c', 'fail')], new Set())
  const marks = rows[0]?.cells.get('TPMAP 2565')
  expect(marks?.map(it => [it.kind, it.of.length])).toEqual([
    ['pass', 2],
    ['fail', 1],
  ])
})

test('a dimension of which nothing is said is not passed', () => {
  const { rows } = tabulate([bmn], new Set())
  const kind = (code: string) => rows.find(it => it.code === code)?.cells.get('BMN 2566')?.[0]?.kind
  expect(kind('INCOME')).toBe('fail')
  expect(kind('HEALTH')).toBe('pass')
  expect(kind('LIVING')).toBe('not_asked')
})

test('something good that is there is no problem', () => {
  const { rows } = tabulate([thaiqm], new Set(['q05']))
  const row = (code: string) => rows.find(it => it.code === code)
  expect(row('q05')?.cells.get('THAIQM 2566')?.[0]?.kind).toBe('present')
  expect(rows.filter(isNotable).map(it => it.code)).toEqual(['q02'])
})
