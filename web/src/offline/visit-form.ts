// The form of a visit as it is filled in, and the visit it becomes.
import type {
  ConsentInput,
  ConsentKind,
  FindingInput,
  HouseholdClass,
  PositionInput,
  Verification,
  VisitInput,
  VisitManner,
  VisitorInput,
} from '~/graph/schema.generated'
import type { Ask } from './asks'

/** Still so, solved by help, gone by itself, would not say; or baht a month. */
export type Answer = 'there' | 'solved' | 'gone' | 'refused' | { perMonth: number }

export type VisitForm = {
  visitedOn: string
  manner: VisitManner
  /** I went myself. */
  withMe: boolean
  /** Members of the team who went. */
  members: string[]
  /** Others who went, with commas between. */
  others: string
  toldBy: string
  change: 'nothing' | 'something' | null
  answers: Record<string, Answer>
  /** Problems found new. */
  found: string[]
  /** What came of promised help, as a line for the note, by the help's id. */
  help: Record<string, string>
  verification: Verification | null
  class: HouseholdClass | null
  note: string
  consents: Partial<Record<ConsentKind, boolean>>
  /** Where the household is, as the phone told when it was asked. */
  position: PositionInput | null
}

/** An empty form of today. */
export function newForm(today: string): VisitForm {
  return {
    visitedOn: today,
    manner: 'AT_HOME',
    withMe: true,
    members: [],
    others: '',
    toldBy: '',
    change: null,
    answers: {},
    found: [],
    help: {},
    verification: null,
    class: null,
    note: '',
    consents: {},
    position: null,
  }
}

/** A draft upon the questions of now: answers to what is no longer asked are left out. */
export function merged(
  draft: Partial<VisitForm>,
  today: string,
  asked: Ask[],
  promised: string[],
): VisitForm {
  const form = { ...newForm(today), ...draft }
  const codes = new Set([...asked.map(it => it.code), ...form.found])
  return {
    ...form,
    answers: Object.fromEntries(Object.entries(form.answers).filter(([code]) => codes.has(code))),
    help: Object.fromEntries(Object.entries(form.help).filter(([id]) => promised.includes(id))),
  }
}

/** True where nothing was written yet: such a form is no draft. */
export function isBlank(form: VisitForm, today: string): boolean {
  return JSON.stringify({ ...form, visitedOn: today }) === JSON.stringify(newForm(today))
}

/** Why the form cannot be sent yet: the part that lacks something. */
export function lacking(form: VisitForm): 'change' | 'visitors' | 'findings' | null {
  if (visitors(form, 'me').length === 0) return 'visitors'
  if (form.manner === 'NOBODY_MET') return null
  if (form.change === null) return 'change'
  return form.change === 'something' && says(form) === 0 ? 'findings' : null
}

function says(form: VisitForm): number {
  const others = [form.verification, form.class, form.note.trim()].filter(Boolean).length
  const told = Object.keys(form.consents).length + Object.keys(form.help).length
  return Object.keys(form.answers).length + form.found.length + told + others
}

/** The visit to send. What only somebody met could tell is left out where nobody was. */
export function inputOf(form: VisitForm, id: string, account: string): VisitInput {
  const wasMet = form.manner !== 'NOBODY_MET'
  const isChanged = wasMet && form.change === 'something'
  return {
    id,
    visitedOn: form.visitedOn,
    manner: form.manner,
    visitedBy: visitors(form, account),
    toldBy: form.toldBy.trim() || null,
    nothingChanged: wasMet && form.change === 'nothing',
    findings: isChanged ? findings(form) : [],
    verification: isChanged || !wasMet ? form.verification : null,
    class: isChanged ? form.class : null,
    note: noteOf(form, wasMet),
    consents: consents(form, wasMet),
    ...(form.manner === 'AT_HOME' && form.position ? { position: form.position } : {}),
  }
}

function visitors(form: VisitForm, account: string): VisitorInput[] {
  return [
    ...(form.withMe ? [{ accountId: account }] : []),
    ...form.members.map(teamMemberId => ({ teamMemberId })),
    ...names(form.others).map(name => ({ name })),
  ]
}

const names = (text: string) =>
  text
    .split(/[,،、\n]/)
    .map(it => it.trim())
    .filter(Boolean)

function findings(form: VisitForm): FindingInput[] {
  const answered = Object.entries(form.answers).map(([code, answer]): FindingInput => {
    if (typeof answer === 'object') {
      return { code, amountPerMonth: String(Math.round(answer.perMonth * 100)) }
    }
    if (answer === 'solved') return { code, problem: 'SOLVED' }
    if (answer === 'refused') return { code, refused: true }
    return { code, answer: answer === 'there' }
  })
  const asked = new Set(Object.keys(form.answers))
  const found = form.found.filter(it => !asked.has(it)).map(code => ({ code, answer: true }))
  return [...answered, ...found]
}

function noteOf(form: VisitForm, wasMet: boolean): string | null {
  const lines = [form.note.trim(), ...(wasMet ? Object.values(form.help) : [])]
  return lines.filter(Boolean).join('\n') || null
}

function consents(form: VisitForm, wasMet: boolean): ConsentInput[] {
  return Object.entries(form.consents)
    .filter(([kind]) => wasMet || kind === 'NOTICE')
    .map(([kind, given]) => ({ kind: kind as ConsentKind, given, language: 'th' }))
}
