// Every word is there in both languages, and every code of the API has one.
import { readdirSync, readFileSync } from 'node:fs'
import { buildSchema, isEnumType } from 'graphql'
import { describe, expect, it } from 'vitest'
import en from './en'
import th from './th'

type Tree = { [key: string]: string | Tree }

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : leaves(value, `${path}${key}.`),
  )
}

/** English has a singular that Thai has not. */
const plain = (words: Tree) => leaves(words).filter(([key]) => !key.endsWith('_one'))

/** What of the program's own words is no act on record, though it is written like one. */
const NO_ACT = ['household.corrections', 'household.lineage']

/** The acts that the log keeps, as the program writes them: `team.created`. */
function acts(): string[] {
  const app = '../backend/app/src'
  const files = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter(it => it.endsWith('.rs'))
  const texts = files.map(it => readFileSync(`${app}/${it}`, 'utf8'))
  const found = new Set(texts.flatMap(it => [...it.matchAll(/"([a-z_]+\.[a-z_]+)"/g)].map(it => it[1] ?? '')))
  const families = new Set(Object.keys(th.admin.did).map(it => it.split('-')[0] ?? ''))
  return [...found].filter(it => families.has(it.split('.')[0] ?? '') && !NO_ACT.includes(it))
}

describe('words', () => {
  it('tell every act that the log keeps', () => {
    const known = new Set(Object.keys(th.admin.did).map(it => it.replace('-', '.')))
    expect(acts().length).toBeGreaterThan(80)
    expect(acts().filter(it => !known.has(it))).toEqual([])
  })

  it('stand in both languages', () => {
    expect(
      plain(en)
        .map(([key]) => key)
        .sort(),
    ).toEqual(
      plain(th)
        .map(([key]) => key)
        .sort(),
    )
  })

  it('are nowhere empty, and Thai is Thai', () => {
    for (const [key, text] of [...leaves(th), ...leaves(en)]) expect(text, key).not.toBe('')
    const latin = leaves(th).filter(([key, text]) => !key.startsWith('labels.') && !/[ก-๙]/.test(text))
    const meant = latin.filter(
      ([, text]) => !/^([\W\d_]|\{\{\w+\}\}|TPMAP|ThaiQM|CSV|GraphQL|curl|English|KB|LINE|XLSX)*$/.test(text),
    )
    expect(meant).toEqual([])
  })

  it('take the same values in both languages', () => {
    const values = (text: string) => [...text.matchAll(/\{\{(\w+)/g)].map(it => it[1]).sort()
    const english = new Map(leaves(en))
    for (const [key, text] of leaves(th)) expect(values(english.get(key) ?? ''), key).toEqual(values(text))
  })
})

/** The family of labels that an enum of the API is shown by. */
const FAMILIES: Record<string, keyof typeof th.labels> = {
  Action: 'action',
  AreaLevel: 'area_level',
  CaseEventKind: 'event',
  CaseStatus: 'case_status',
  ClosingReason: 'closing_reason',
  Dimension: 'dimension',
  Formality: 'formality',
  HeldAs: 'held_as',
  HelpOutcome: 'outcome',
  HouseholdClass: 'household_class',
  InterventionForm: 'intervention_form',
  InterventionKind: 'intervention_kind',
  InterventionStatus: 'intervention_status',
  KeptBecause: 'kept_because',
  Level: 'level',
  MemberKind: 'member_kind',
  ParameterState: 'parameter_state',
  PlanStatus: 'plan_status',
  ProblemGroup: 'problem_group',
  ProblemStatus: 'problem_status',
  Role: 'role',
  Sector: 'sector',
  Source: 'source',
  Step: 'step',
  TeamKind: 'team_kind',
  TeamRole: 'team_role',
  Verification: 'verification',
  VisitManner: 'visit_manner',
  Withheld: 'withheld',
}

describe('labels', () => {
  const schema = buildSchema(readFileSync('../schema.graphql', 'utf8'))

  it.each(Object.entries(FAMILIES))('name every %s', (name, family) => {
    const type = schema.getType(name)
    const codes = isEnumType(type) ? type.getValues().map(it => it.name.toLowerCase()) : []
    expect(codes).not.toEqual([])
    for (const language of [th, en]) {
      expect(Object.keys(language.labels[family])).toEqual(expect.arrayContaining(codes))
    }
  })
})
