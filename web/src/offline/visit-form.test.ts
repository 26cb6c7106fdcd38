// From the form to the visit: what is sent, and what is left out.
import { expect, test } from 'vitest'
import { inputOf, isBlank, lacking, merged, newForm } from './visit-form'

const DAY = '2026-03-05'
const form = newForm(DAY)

test('nothing changed is day, manner and who went', () => {
  expect(inputOf({ ...form, change: 'nothing' }, 'v', 'me')).toEqual({
    id: 'v',
    visitedOn: DAY,
    manner: 'AT_HOME',
    visitedBy: [{ accountId: 'me' }],
    toldBy: null,
    nothingChanged: true,
    findings: [],
    verification: null,
    class: null,
    note: null,
    consents: [],
  })
})

test('only a visit at home says where the household is', () => {
  const position = { latitude: 17.4, longitude: 104.78, accuracyMetres: 12 }
  const written = { ...form, change: 'nothing' as const, position }
  expect(inputOf(written, 'v', 'me').position).toEqual(position)
  expect(inputOf({ ...written, manner: 'ELSEWHERE' }, 'v', 'me')).not.toHaveProperty('position')
})

test('each finding has exactly one value', () => {
  const answers = {
    q07: 'there',
    q09: 'solved',
    q18: 'gone',
    q20: 'refused',
    income_per_person: { perMonth: 1234.5 },
  } as const
  const { findings } = inputOf({ ...form, change: 'something', answers, found: ['q01', 'q07'] }, 'v', 'me')
  expect(findings).toEqual([
    { code: 'q07', answer: true },
    { code: 'q09', problem: 'SOLVED' },
    { code: 'q18', answer: false },
    { code: 'q20', refused: true },
    { code: 'income_per_person', amountPerMonth: '123450' },
    { code: 'q01', answer: true },
  ])
})

test('what was answered before one chose that nothing changed is not sent', () => {
  const written = {
    ...form,
    change: 'nothing' as const,
    answers: { q07: 'gone' as const },
    class: 'DECLINES' as const,
  }
  const input = inputOf(written, 'v', 'me')
  expect([input.findings, input.class]).toEqual([[], null])
})

test('where nobody was met, only the notice and where the household is can be told', () => {
  const written = {
    ...form,
    manner: 'NOBODY_MET' as const,
    change: 'nothing' as const,
    verification: 'MOVED' as const,
    consents: { NOTICE: true, PHOTO: true },
    help: { h: 'received' },
  }
  const input = inputOf(written, 'v', 'me')
  expect(input.nothingChanged).toBe(false)
  expect(input.verification).toBe('MOVED')
  expect(input.consents).toEqual([{ kind: 'NOTICE', given: true, language: 'th' }])
  expect(input.note).toBeNull()
})

test('team members and names go beside oneself', () => {
  const written = { ...form, withMe: false, members: ['m1'], others: ' ผู้ใหญ่แดง, , นางสา ' }
  expect(inputOf(written, 'v', 'me').visitedBy).toEqual([
    { teamMemberId: 'm1' },
    { name: 'ผู้ใหญ่แดง' },
    { name: 'นางสา' },
  ])
})

test('the form says what it lacks', () => {
  expect(lacking({ ...form, withMe: false })).toBe('visitors')
  expect(lacking(form)).toBe('change')
  expect(lacking({ ...form, change: 'something' })).toBe('findings')
  expect(lacking({ ...form, change: 'something', note: 'x' })).toBeNull()
  expect(lacking({ ...form, change: 'nothing' })).toBeNull()
  expect(lacking({ ...form, manner: 'NOBODY_MET' })).toBeNull()
})

test('a draft keeps what is still asked, and fields it does not know begin empty', () => {
  const draft = {
    answers: { q07: 'gone' as const, q99: 'there' as const, q01: 'there' as const },
    found: ['q01'],
    help: { h1: 'x', h2: 'y' },
    note: 'ฝน',
  }
  const asked = [{ code: 'q07', text: '', kind: 'problem' as const }]
  const now = merged(draft, DAY, asked, ['h2'])
  expect(now.answers).toEqual({ q07: 'gone', q01: 'there' })
  expect(now.help).toEqual({ h2: 'y' })
  expect([now.note, now.manner, now.visitedOn]).toEqual(['ฝน', 'AT_HOME', DAY])
})

test('a form of an earlier day without a word in it is blank', () => {
  expect(isBlank(newForm('2026-03-04'), DAY)).toBe(true)
  expect(isBlank({ ...form, note: 'x' }, DAY)).toBe(false)
})
