// What an answer to a sent file means.
import { expect, test } from 'vitest'
import { sentOf } from './upload'

test('a file that was taken in has an id', () => {
  expect(sentOf(200, '{"uploadId":"u1","fileName":"a.csv","bytes":3}')).toEqual({ uploadId: 'u1' })
})

test('a refusal is told in the words of the server', () => {
  const body = '{"errors":[{"message":"แฟ้มนี้ใหญ่เกินกำหนด","extensions":{"code":"file_too_large"}}]}'
  expect(sentOf(413, body)).toEqual({ refused: 'แฟ้มนี้ใหญ่เกินกำหนด' })
})

test('a session that is over is not a refusal of the file', () => {
  expect(sentOf(401, '{"errors":[{"message":"x"}]}')).toEqual({ fault: 'ended' })
})

test('what is no answer of ours is a lost line', () => {
  expect(sentOf(502, '<html>')).toEqual({ fault: 'offline' })
  expect(sentOf(200, '{}')).toEqual({ fault: 'offline' })
})
