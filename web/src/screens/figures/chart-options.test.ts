// What the chart draws: bars are stacked only where a household has one value, and totals are no bar.
import { expect, test } from 'vitest'
import type { Facet } from '~/graph/schema.generated'
import { chartOf, drawnRows } from './chart-options'
import { type Head, matrixOf } from './matrix'

const head = (facet: Facet, value: string | null): Head => ({
  __typename: 'SummaryKey',
  facet,
  value,
  isTotal: value === null,
  area: null,
})
const count = (value: number | null) => ({
  __typename: 'Count' as const,
  value,
  withheld: value === null ? ('SMALL' as const) : null,
})
const line = (keys: Head[], value: number | null) => ({
  __typename: 'SummaryLine' as const,
  keys,
  figure: { __typename: 'Figure' as const, households: count(value), persons: count(value) },
})
const look = { ink: '', soft: '', line: '', paper: '', font: '', width: 800 }
const drawn = (second: Facet) => {
  const matrix = matrixOf({
    lines: [
      line([head('LEVEL', 'survive'), head(second, 'a')], 10),
      line([head('LEVEL', 'survive'), head(second, null)], 10),
      line([head('LEVEL', 'sustainable'), head(second, 'a')], null),
      line([head('LEVEL', null), head(second, 'a')], 10),
    ],
  })
  const words = { name: (it: Head) => it.value ?? '', number: String, withheld: 'w' }
  const chart = chartOf({ matrix, counted: 'households', look, ...words })
  return { rows: drawnRows(matrix), series: chart.series as { stack?: string; data: unknown[] }[] }
}

test('values that exclude each other are stacked, others stand side by side', () => {
  expect(drawn('STATUS').series.map(it => it.stack)).toEqual(['whole'])
  expect(drawn('PROBLEM_GROUP').series.map(it => it.stack)).toEqual([undefined])
})

test('totals and rows with nothing to show are not drawn', () => {
  const { rows, series } = drawn('STATUS')
  expect(rows.map(it => it.value)).toEqual(['survive'])
  expect(series[0]?.data).toEqual([10])
})
