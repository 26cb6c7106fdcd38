// What each role needs of a grant, and what is left out for the others.
import { expect, test } from 'vitest'
import { emptyDraft, inputOf, rolesToGive } from './grant'

const draft = {
  ...emptyDraft('2026-01-05'),
  teamId: 'team',
  sector: 'STATE' as const,
  need: 'food',
  opensRestricted: true,
  post: '  ',
}

test('a mentor has a team and opens nothing restricted', () => {
  expect(inputOf(draft, 'MENTOR')).toMatchObject({
    teamId: 'team',
    sector: null,
    need: null,
    opensRestricted: false,
    post: null,
  })
})

test('a partner has a sector and a need, an officer may open what is restricted', () => {
  expect(inputOf(draft, 'PARTNER')).toMatchObject({ teamId: null, sector: 'STATE', need: 'food' })
  expect(inputOf(draft, 'DISTRICT_OFFICER')).toMatchObject({ opensRestricted: true, need: null })
})

test('a chief gives no role above the own, and nobody makes an operator', () => {
  const all = rolesToGive(['SYSTEM_ADMINISTRATOR'], () => true)
  expect(all).not.toContain('OPERATOR')
  expect(rolesToGive(['DISTRICT_CHIEF'], () => true)).not.toContain('GOVERNOR')
  expect(rolesToGive(['MENTOR'], () => false)).toEqual([])
})
