// Reasons of proposals, as they are stored.
import { expect, test } from 'vitest'
import { reasonOf } from './reason'

test('the words of whoever proposed it', () => {
  expect(reasonOf('{"text":"ไฟไหม้บ้าน"}')).toEqual({ text: 'ไฟไหม้บ้าน' })
})

test('a fall by a survey tells from where to where', () => {
  const json = '{"criteria":"default_levels/1","from":"survive","on":"2023-01-01","to":"below_survive"}'
  expect(reasonOf(json)).toEqual({ from: 'survive', to: 'below_survive' })
})

test('lists are named by source and year', () => {
  const json = '{"list":[{"rule":"r/1","source":"tpmap","year":2566},{"rule":1}]}'
  expect(reasonOf(json)).toEqual({ lists: [{ source: 'tpmap', year: 2566 }] })
})

test('what is not understood says nothing', () => {
  expect(reasonOf('')).toEqual({})
  expect(reasonOf('{"list":[]}')).toEqual({})
  expect(reasonOf('[]')).toEqual({})
  expect(reasonOf('null')).toEqual({})
})
