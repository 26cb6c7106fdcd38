import { afterEach, expect, it, vi } from 'vitest'
import { markedName, takeFile } from './take-file'

afterEach(() => vi.unstubAllGlobals())

it('calls the workbook after its file', () => {
  expect(markedName('เป้าหมาย.2566.xls')).toBe('เป้าหมาย.2566-marked.xlsx')
  expect(markedName('list')).toBe('list-marked.xlsx')
})

it('says why a file is not given', async () => {
  const told = { errors: [{ message: 'ลบแล้วตามกำหนด' }] }
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(told), { status: 410 }))
  expect(await takeFile('/downloads/imports/1/original', 'a.csv')).toEqual({ refused: 'ลบแล้วตามกำหนด' })
  vi.stubGlobal('fetch', async () => new Response('gateway', { status: 502 }))
  expect(await takeFile('/downloads/imports/1/original', 'a.csv')).toEqual({ fault: 'offline' })
  vi.stubGlobal('fetch', () => Promise.reject(new Error('no line')))
  expect(await takeFile('/downloads/imports/1/original', 'a.csv')).toEqual({ fault: 'offline' })
})
