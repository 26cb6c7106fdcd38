// What is asked of a household, and what is not.
import { expect, test } from 'vitest'
import { asksOf, isNoticeDue, otherProblems, promisedTo, type Subject } from './asks'

const FACTS = ['q01', 'q07', 'q18', 'bmn.safe_food', 'dimension.income', 'income_per_person', 'savings']

function subject(part: object): Subject {
  return {
    problems: [],
    failingDimensions: [],
    verdict: null,
    interventions: { nodes: [] },
    household: { consents: [] },
    ...part,
  } as unknown as Subject
}

const criterion = (code: string, level: string, isMet: boolean | null) => ({ code, text: code, level, isMet })
const problem = (code: string, status: string) => ({ id: code, code, text: code, status })

test('problems that are over are not asked about', () => {
  const asks = asksOf(
    subject({ problems: [problem('q07', 'OPEN'), problem('q09', 'SOLVED'), problem('q18', 'REFERRED')] }),
    FACTS,
  )
  expect(asks.map(it => it.code)).toEqual(['q07', 'q18'])
})

test('a criterion is asked once, by the problem that already stands for it', () => {
  const criteria = [
    criterion('has_drinking_water', 'SURVIVE', false),
    criterion('has_food', 'SURVIVE', false),
  ]
  const asks = asksOf(subject({ problems: [problem('q07', 'OPEN')], verdict: { criteria } }), FACTS)
  expect(asks.map(it => [it.code, it.kind])).toEqual([
    ['q07', 'problem'],
    ['bmn.safe_food', 'criterion'],
  ])
})

test('what was never known is asked for the next level only', () => {
  const criteria = [
    criterion('has_house', 'SURVIVE', true),
    criterion('income_at_line', 'SUFFICIENT', null),
    criterion('has_savings', 'SUSTAINABLE', null),
  ]
  expect(asksOf(subject({ verdict: { criteria } }), FACTS).map(it => it.kind)).toEqual(['money'])
})

test('a fact that no criterion looks at any more is not asked', () => {
  const criteria = [criterion('has_food', 'SURVIVE', false)]
  expect(asksOf(subject({ verdict: { criteria } }), [])).toEqual([])
})

test('a failing dimension is asked once', () => {
  const criteria = [criterion('dimension_income', 'SUFFICIENT', false)]
  const asks = asksOf(subject({ failingDimensions: ['INCOME'], verdict: { criteria } }), FACTS)
  expect(asks).toEqual([{ code: 'dimension.income', text: 'INCOME', kind: 'dimension' }])
})

test('only help that was not given yet was promised', () => {
  const nodes = ['PLANNED', 'IN_PROGRESS', 'DONE', 'CANCELLED'].map(status => ({ id: status, status }))
  expect(promisedTo(subject({ interventions: { nodes } })).map(it => it.id)).toEqual([
    'PLANNED',
    'IN_PROGRESS',
  ])
})

test('the notice is due until it was given', () => {
  expect(isNoticeDue(subject({}))).toBe(true)
  expect(isNoticeDue(subject({ household: { consents: [{ kind: 'notice' }] } }))).toBe(false)
})

test('good things and what is asked anyway are no other problems', () => {
  const item = (code: string, isPositive: boolean) => ({ code, text: code, isPositive })
  const common = { problemItems: [item('q01', false), item('q05', true), item('q07', false)] }
  const asked = [{ code: 'q07', text: '', kind: 'problem' as const }]
  expect(otherProblems(common as never, asked).map(it => it.code)).toEqual(['q01'])
})
