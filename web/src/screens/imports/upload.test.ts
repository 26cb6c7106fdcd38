// Whether a file is sent in pieces, from where the server says, and what its answers mean.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PIECE, paceFrom, refusalOf, type Sent, upload } from './upload'

type Asked = { method: string; place: string; from: string | null; length: number }

/** A server that has so many bytes, and answers the first times with these instead. */
function server(has: number, faults: (Response | Error)[] = []) {
  const asked: Asked[] = []
  vi.stubGlobal('fetch', async (place: string, init: RequestInit) => {
    const headers = new Headers(init.headers)
    const length = init.body instanceof ArrayBuffer ? init.body.byteLength : 0
    const method = init.method ?? ''
    asked.push({ method, place, from: headers.get('Upload-Offset'), length })
    const fault = faults.shift()
    if (fault instanceof Error) throw fault
    if (fault) return fault
    has += length
    const told = { 'Upload-Offset': `${has}`, ...(method === 'POST' && { Location: '/uploads/u1' }) }
    return new Response(null, { status: method === 'PATCH' ? 204 : 200, headers: told })
  })
  return asked
}

function file(size: number) {
  return new File([new Uint8Array(size)], 'รายชื่อ.csv', { lastModified: 1 })
}

function sent(of: File): Promise<Sent> {
  return upload(of, new AbortController().signal, () => undefined)
}

beforeEach(() => {
  const kept = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (it: string) => kept.get(it) ?? null,
    setItem: (it: string, to: string) => kept.set(it, to),
  })
  // Nobody waits for the next attempt here.
  vi.stubGlobal('setTimeout', (then: () => void) => queueMicrotask(then))
})
afterEach(() => vi.unstubAllGlobals())

test('a file goes in pieces', async () => {
  const asked = server(0)
  expect(await sent(file(PIECE + 5))).toEqual({ uploadId: 'u1' })
  expect(asked.map(it => [it.method, it.from, it.length])).toEqual([
    ['POST', null, 0],
    ['PATCH', '0', PIECE],
    ['PATCH', `${PIECE}`, 5],
  ])
})

test('after the line broke the server says from where it goes on', async () => {
  const begun = new Response(null, {
    status: 201,
    headers: { Location: '/uploads/u1', 'Upload-Offset': '0' },
  })
  const asked = server(2, [begun, new TypeError('lost')])
  expect(await sent(file(9))).toEqual({ uploadId: 'u1' })
  expect(asked.map(it => [it.method, it.from])).toEqual([
    ['POST', null],
    ['PATCH', '0'],
    ['HEAD', null],
    ['PATCH', '2'],
  ])
})

test('a line that stays broken is told, and the same file goes on later', async () => {
  const begun = new Response(null, {
    status: 201,
    headers: { Location: '/uploads/u1', 'Upload-Offset': '0' },
  })
  server(0, [begun, ...Array.from({ length: 4 }, () => new TypeError('lost'))])
  expect(await sent(file(9))).toEqual({ fault: 'offline' })
  const asked = server(4)
  expect(await sent(file(9))).toEqual({ uploadId: 'u1' })
  expect(asked.map(it => [it.method, it.from])).toEqual([
    ['HEAD', null],
    ['PATCH', '4'],
  ])
})

test('a refusal is told in the words of the server', async () => {
  const body = '{"errors":[{"message":"แฟ้มนี้ใหญ่เกินกำหนด","extensions":{"code":"file_too_large"}}]}'
  server(0, [new Response(body, { status: 413 })])
  expect(await sent(file(9))).toEqual({ refused: 'แฟ้มนี้ใหญ่เกินกำหนด' })
  expect(await refusalOf(new Response('<html>'))).toBeNull()
})

test('a session that is over is not a refusal of the file', async () => {
  server(0, [new Response('{"errors":[{"message":"x"}]}', { status: 401 })])
  expect(await sent(file(9))).toEqual({ fault: 'ended' })
})

test('the pace is of what was sent now', () => {
  const pace = paceFrom(1000)
  expect(pace(0, 2000)).toBeNull()
  expect(pace(500, 2000)).toBe(500)
  expect(pace(500, 5000)).toBe(250)
})
