// What each role needs of a grant, and what is left out for the others.
import { expect, test } from 'vitest'
import { emptyDraft, inputOf, withRole } from './grant'

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

test('one’s own post is given to who acts in it, never to be held', () => {
  const inStead = { role: 'DISTRICT_CHIEF' as const, heldAs: ['ACTING' as const, 'DELEGATED' as const] }
  expect(withRole(draft, inStead)).toMatchObject({ role: 'DISTRICT_CHIEF', heldAs: 'ACTING' })
  const any = { role: 'MENTOR' as const, heldAs: ['HELD' as const, ...inStead.heldAs] }
  expect(withRole({ ...draft, heldAs: 'DELEGATED' }, any)).toMatchObject({
    role: 'MENTOR',
    heldAs: 'DELEGATED',
  })
})
