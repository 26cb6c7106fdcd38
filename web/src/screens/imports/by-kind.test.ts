// Rows by what is the matter with them, and rows as spans.
import { expect, test } from 'vitest'
import { byKind, spans } from './by-kind'

const issue = (code: string) => ({ code, message: `about ${code}` })

test('what most rows have comes first, and a row counts once under a kind', () => {
  const rows = [
    { sheet: 'ก', row: 4, issues: [issue('a'), issue('b')] },
    { sheet: 'ก', row: 5, issues: [issue('b'), issue('b')] },
  ]
  expect(byKind(rows).map(it => [it.code, it.rows.length])).toEqual([
    ['b', 2],
    ['a', 1],
  ])
})

test('rows that follow each other are one span', () => {
  const rows = [4, 5, 6, 9, 10, 12].map(row => ({ sheet: 'ก', row }))
  expect(spans([...rows, { sheet: 'ข', row: 13 }])).toEqual([
    {
      sheet: 'ก',
      spans: [
        [4, 6],
        [9, 10],
        [12, 12],
      ],
    },
    { sheet: 'ข', spans: [[13, 13]] },
  ])
})
