import { expect, it } from 'vitest'
import { bytesOf } from './workbook'

it('reads two digits a byte', () => {
  expect([...bytesOf('504b03ff')]).toEqual([0x50, 0x4b, 3, 255])
  expect([...bytesOf('')]).toEqual([])
})
