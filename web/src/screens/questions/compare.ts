// What agrees and what differs between the two sides of a question.
import type { LinkQuestionKind } from '~/graph/schema.generated'
import type { QuestionSideFragment } from './questions.generated'

export type Person = QuestionSideFragment['persons'][number]
type Household = QuestionSideFragment['households'][number]

/** How two values stand to each other. Of hidden digits only those in sight are compared. */
export type Mark = 'same' | 'sameInSight' | 'differs' | 'oneSide' | 'unknown'

export type RowName =
  | 'name'
  | 'sex'
  | 'birth'
  | 'number'
  | 'head'
  | 'houseCode'
  | 'houseNo'
  | 'village'
  | 'description'
  | 'members'

export type Row = { name: RowName; left: string[]; right: string[]; mark: Mark }

/** The full name of a person, as it is written. */
export function nameOf(person: Person): string {
  return [person.title, person.firstName, person.lastName].filter(Boolean).join(' ')
}

const nameWithoutTitle = (person: Person) => [person.firstName, person.lastName].filter(Boolean).join(' ')

/** A birth date is known to the year, the month or the day: as far as both say, it must be the same. */
function sameBirth(left: string, right: string): boolean {
  const length = Math.min(left.length, right.length)
  return left.slice(0, length) === right.slice(0, length)
}

function markOf(
  left: string[],
  right: string[],
  same = (a: string, b: string) => a === b,
  found: Mark = 'same',
): Mark {
  if (left.length === 0 && right.length === 0) return 'unknown'
  if (left.length === 0 || right.length === 0) return 'oneSide'
  return left.some(a => right.some(b => same(a, b))) ? found : 'differs'
}

const told = (value: string | number | null | undefined) =>
  value == null || value === '' ? [] : [`${value}`]

function ofPerson(left: Person | undefined, right: Person | undefined): Row[] {
  const both = (of: (it: Person) => string[]) => [left ? of(left) : [], right ? of(right) : []] as const
  const row = (name: RowName, of: (it: Person) => string[], mark = markOf): Row => {
    const [a, b] = both(of)
    return { name, left: a, right: b, mark: mark(a, b) }
  }
  const [leftName, rightName] = both(it => told(nameWithoutTitle(it)))
  return [
    { ...row('name', it => told(nameOf(it))), mark: markOf(leftName, rightName) },
    row(
      'number',
      it => it.maskedNumbers,
      (a, b) => markOf(a, b, undefined, 'sameInSight'),
    ),
    row(
      'birth',
      it => told(it.birth),
      (a, b) => markOf(a, b, sameBirth),
    ),
    row('sex', it => told(it.sex)),
    row('head', it => [it.isHead ? 'yes' : 'no']),
  ]
}

function ofHouseholds(left: Household[], right: Household[], villageOf: (it: Household) => string): Row[] {
  const row = (name: RowName, of: (it: Household) => string[]): Row => {
    const a = left.flatMap(of)
    const b = right.flatMap(of)
    return { name, left: [...new Set(a)], right: [...new Set(b)], mark: markOf(a, b) }
  }
  return [
    row('houseCode', it => told(it.houseCode)),
    row('houseNo', it => told(it.houseNo)),
    row('village', it => told(villageOf(it))),
    row('description', it => told(it.description)),
  ]
}

/** The rows of a question; `villageOf` says where a household lives, in words. */
export function compare(
  kind: LinkQuestionKind,
  left: QuestionSideFragment,
  right: QuestionSideFragment,
  villageOf: (it: Household) => string,
): Row[] {
  const houses = ofHouseholds(left.households, right.households, villageOf)
  if (kind === 'PERSONS') return [...ofPerson(left.persons[0], right.persons[0]), ...houses]
  const members = [left.persons.map(nameOf), right.persons.map(nameOf)] as const
  const known = [left.persons.map(nameWithoutTitle), right.persons.map(nameWithoutTitle)] as const
  return [
    ...houses,
    { name: 'members', left: members[0], right: members[1], mark: markOf(known[0], known[1]) },
  ]
}
