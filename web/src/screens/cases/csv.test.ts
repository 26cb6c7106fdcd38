// Files that spreadsheets open.
import { expect, test } from 'vitest'
import { csv } from './csv'

test('Thai, commas, quotes and lines stay in their cells', () => {
  expect(
    csv([
      ['บ้าน', 'ก,ข'],
      ['"ค"', 'ง\nจ'],
    ]),
  ).toBe('\uFEFFบ้าน,"ก,ข"\r\n"""ค""","ง\nจ"\r\n')
})

test('nothing is a formula', () => {
  expect(csv([['=1+1', '+66', '-', '@a']])).toBe("\uFEFF'=1+1,'+66,'-,'@a\r\n")
})
