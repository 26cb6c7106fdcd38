// What must be told of a household, what is left out, and what is looked for among those that are known.
import { expect, test } from 'vitest'
import { emptyDraft, inputOf, lookedFor, missingOf, standingOf, wordsOf } from './draft'

const draft = emptyDraft('2026-01-05', 'village')

test('a village, how to find it and why suffice', () => {
  expect(missingOf({ ...draft, areaId: null, description: ' ' })).toEqual(['areaId', 'description', 'reason'])
  const enough = { ...draft, description: 'เพิงท้ายหมู่บ้าน ', reason: 'ไม่มีบ้าน' }
  expect(missingOf(enough)).toEqual([])
  expect(inputOf(enough)).toEqual({
    areaId: 'village',
    houseNo: null,
    description: 'เพิงท้ายหมู่บ้าน',
    headTitle: null,
    headFirstName: null,
    headLastName: null,
    nMembers: null,
    reason: 'ไม่มีบ้าน',
    urgent: false,
    metOn: '2026-01-05',
  })
})

test('known households are looked for by house number or name, never by a citizen number', () => {
  expect(lookedFor(draft)).toBeNull()
  expect(lookedFor({ ...draft, headFirstName: ' สมมุติ ' })).toBe('สมมุติ')
  expect(lookedFor({ ...draft, houseNo: '12/3', headFirstName: 'สมมุติ' })).toBe('12/3')
  expect(lookedFor({ ...draft, houseNo: '1-2345-67890-12-1' })).toBeNull()
})

test('what became of a proposal, and its words', () => {
  expect(standingOf({})).toBe('waiting')
  expect(standingOf({ decision: 'ACCEPTED' })).toBe('accepted')
  expect(standingOf({ decision: 'REFUSED' })).toBe('refused')
  expect(standingOf({ withdrawnAt: '2026-01-05T00:00:00Z' })).toBe('withdrawn')
  expect(wordsOf('{"text":"ไม่มีบ้าน","description":"ใต้สะพาน"}')).toEqual({
    text: 'ไม่มีบ้าน',
    description: 'ใต้สะพาน',
  })
  expect(wordsOf('{')).toEqual({ text: '', description: '' })
})
