// Addresses and the questions they ask.
import { expect, test } from 'vitest'
import { addressOf, questionOf } from './question'

const own = { areaId: 'mine', year: 2570 }
const of = (text: string) => questionOf(new URLSearchParams(text), own)

test('an empty address asks for one’s own area, this year, by area', () => {
  expect(of('')).toEqual({
    areaId: 'mine',
    fiscalYear: 2570,
    by: ['AREA'],
    silentDays: 90,
    counted: 'households',
  })
})

test('the country and no facet can be asked for', () => {
  expect(of('area=country&by=')).toMatchObject({ areaId: null, by: [] })
})

test('the area stands first, a facet once, and never three', () => {
  expect(of('by=LEVEL,AREA').by).toEqual(['AREA', 'LEVEL'])
  expect(of('by=LEVEL,LEVEL').by).toEqual(['LEVEL'])
  expect(of('by=LEVEL,STATUS,SOURCE').by).toEqual(['LEVEL', 'STATUS'])
})

test('what makes no sense is left out', () => {
  expect(of('year=soon&silent=-3&by=NAME&count=cats')).toMatchObject({
    fiscalYear: 2570,
    silentDays: 90,
    by: [],
    counted: 'households',
  })
})

test('an address says the question again', () => {
  const question = of('area=country&year=2566&by=AREA,STATUS&silent=30&count=persons')
  expect(of(addressOf(question).slice(1))).toEqual(question)
})
