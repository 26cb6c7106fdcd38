// What agrees and what differs between two sides.
import { expect, test } from 'vitest'
import { compare, type Row } from './compare'
import type { QuestionSideFragment } from './questions.generated'

type Side = QuestionSideFragment
const person = (of: Partial<Side['persons'][number]>): Side['persons'][number] => ({
  __typename: 'LinkPerson',
  title: null,
  firstName: 'คำ',
  lastName: 'ดี',
  sex: null,
  birth: null,
  isHead: false,
  since: '2022-01-01',
  until: null,
  maskedNumbers: [],
  ...of,
})
const house = (of: Partial<Side['households'][number]>): Side['households'][number] => ({
  __typename: 'LinkHousehold',
  houseCode: null,
  houseNo: null,
  moo: null,
  villageName: null,
  description: null,
  household: null,
  area: null,
  ...of,
})
const side = (of: Partial<Side>): Side => ({
  __typename: 'LinkSide',
  households: [],
  elsewhere: [],
  persons: [],
  ...of,
})
const villageOf = (it: Side['households'][number]) => it.villageName ?? ''
const marks = (rows: Row[]) => Object.fromEntries(rows.map(it => [it.name, it.mark]))

test('a birth year agrees with a birth day in it', () => {
  const rows = compare(
    'PERSONS',
    side({ persons: [person({ birth: '1950' })] }),
    side({ persons: [person({ birth: '1950-03-01' })] }),
    villageOf,
  )
  expect(marks(rows).birth).toBe('same')
})

test('a title alone makes nobody another person', () => {
  const rows = compare(
    'PERSONS',
    side({ persons: [person({ title: 'นาง' })] }),
    side({ persons: [person({ title: 'นางสาว' })] }),
    villageOf,
  )
  expect(rows[0]).toMatchObject({ mark: 'same', left: ['นาง คำ ดี'], right: ['นางสาว คำ ดี'] })
})

test('of hidden numbers only what is in sight agrees', () => {
  const numbers = (text: string) => side({ persons: [person({ maskedNumbers: [text] })] })
  const mark = (a: string, b: string) => marks(compare('PERSONS', numbers(a), numbers(b), villageOf)).number
  expect(mark('x-xxxx-xxxxx-12-3', 'x-xxxx-xxxxx-12-3')).toBe('sameInSight')
  expect(mark('x-xxxx-xxxxx-12-3', 'x-xxxx-xxxxx-12-4')).toBe('differs')
})

test('what one side alone says is neither same nor other', () => {
  const rows = compare(
    'HOUSEHOLDS',
    side({ households: [house({ houseNo: '9' })] }),
    side({ households: [house({ villageName: 'บ้านคำกลาง' })] }),
    villageOf,
  )
  expect(marks(rows)).toMatchObject({ houseNo: 'oneSide', village: 'oneSide', houseCode: 'unknown' })
})

test('households with one member in common share members', () => {
  const rows = compare(
    'HOUSEHOLDS',
    side({ persons: [person({}), person({ firstName: 'มี' })] }),
    side({ persons: [person({ title: 'นาย' })] }),
    villageOf,
  )
  expect(marks(rows).members).toBe('same')
})
