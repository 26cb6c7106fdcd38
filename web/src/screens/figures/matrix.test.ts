// Rows and columns of a summary: totals stand last, and nothing withheld becomes nought.
import { expect, test } from 'vitest'
import { byNumber, type Head, headKey, isHidden, matrixOf } from './matrix'

const count = (value: number | null) => ({
  __typename: 'Count' as const,
  value,
  withheld: value === null ? ('SMALL' as const) : null,
})
const figure = (value: number | null) => ({
  __typename: 'Figure' as const,
  households: count(value),
  persons: count(value),
})
const head = (facet: Head['facet'], value: string | null): Head => ({
  __typename: 'SummaryKey',
  facet,
  value,
  isTotal: value === null,
  area: null,
})
const line = (keys: Head[], value: number | null) => ({
  __typename: 'SummaryLine' as const,
  keys,
  figure: figure(value),
})

const level = (value: string | null) => head('LEVEL', value)
const status = (value: string | null) => head('STATUS', value)

test('one facet gives rows with the total last', () => {
  const matrix = matrixOf({ lines: [line([level(null)], 30), line([level('survive')], 30)] })
  expect(matrix.rows.map(headKey)).toEqual(['survive', 'total'])
  expect(matrix.columns).toEqual([])
})

test('two facets give a cell for each pair', () => {
  const matrix = matrixOf({
    lines: [
      line([level('survive'), status('closed')], null),
      line([level('survive'), status(null)], 20),
      line([level('sufficient'), status('closed')], 40),
    ],
  })
  expect(matrix.at(level('survive'), status('closed'))?.households).toMatchObject({
    value: null,
    withheld: 'SMALL',
  })
  expect(matrix.at(level('survive'), status(null))?.households.value).toBe(20)
  expect(matrix.at(level('sufficient'), status(null))).toBeUndefined()
})

test('sorting puts what is withheld after what is shown', () => {
  const matrix = matrixOf({
    lines: [line([level('a')], null), line([level('b')], 10), line([level('c')], 0), line([level(null)], 50)],
  })
  expect(byNumber(matrix, 'households').map(headKey)).toEqual(['b', 'c', 'a', 'total'])
  expect(matrix.rows.filter(it => isHidden(matrix, it)).map(headKey)).toEqual(['a'])
})
