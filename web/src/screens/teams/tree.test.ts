// Teams in each other.
import { expect, test } from 'vitest'
import { tree } from './tree'

const team = (id: string, kind: string, parent?: string) => ({
  id,
  name: id,
  kind,
  parent: parent ? { id: parent } : null,
})

test('teams stand where they belong, those without a visible parent at the top', () => {
  const made = tree([
    team('m1', 'MENTOR', 's1'),
    team('m2', 'MENTOR', 'unseen'),
    team('s1', 'SUBDISTRICT', 'd1'),
    team('d1', 'DISTRICT'),
  ])
  expect(made.map(it => it.team.id)).toEqual(['d1', 'm2'])
  expect(made[0]?.inside[0]?.team.id).toBe('s1')
  expect(made[0]?.inside[0]?.inside[0]?.team.id).toBe('m1')
})
