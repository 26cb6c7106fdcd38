// What is told of a household that no list names, before it is sent.
import type { HouseholdProposalInput } from '~/graph/schema.generated'

export type Draft = {
  areaId: string | null
  houseNo: string
  description: string
  headTitle: string
  headFirstName: string
  headLastName: string
  nMembers: number | null
  reason: string
  urgent: boolean
  metOn: string | null
}

export const emptyDraft = (today: string, areaId: string | null): Draft => ({
  areaId,
  houseNo: '',
  description: '',
  headTitle: '',
  headFirstName: '',
  headLastName: '',
  nMembers: null,
  reason: '',
  urgent: false,
  metOn: today,
})

/** Fields that cannot be left out, in the order of the form. */
const NEEDED = ['areaId', 'description', 'reason'] as const

export type Missing = (typeof NEEDED)[number]

/** What is still to be told. */
export function missingOf(draft: Draft): Missing[] {
  return NEEDED.filter(it => !draft[it]?.trim())
}

/** What the server is told; what was left empty is left out. */
export function inputOf(draft: Draft): HouseholdProposalInput {
  const told = (text: string) => text.trim() || null
  return {
    areaId: draft.areaId ?? '',
    houseNo: told(draft.houseNo),
    description: draft.description.trim(),
    headTitle: told(draft.headTitle),
    headFirstName: told(draft.headFirstName),
    headLastName: told(draft.headLastName),
    nMembers: draft.nMembers,
    reason: draft.reason.trim(),
    urgent: draft.urgent,
    metOn: draft.metOn,
  }
}

/** By what households that are known already are looked for: a house number or a name, never a citizen number. */
export function lookedFor(draft: Draft): string | null {
  const text = draft.houseNo.trim() || draft.headFirstName.trim()
  const isNumber = text.replace(/[- ]/g, '').length === 13
  return text.length > 0 && !isNumber ? text : null
}

export type Standing = 'waiting' | 'accepted' | 'refused' | 'withdrawn'

/** What became of a proposal. */
export function standingOf(it: { decision?: string | null; withdrawnAt?: string | null }): Standing {
  if (it.withdrawnAt) return 'withdrawn'
  if (it.decision === 'ACCEPTED') return 'accepted'
  return it.decision === 'REFUSED' ? 'refused' : 'waiting'
}

/** The words of who proposed it, from what the proposal keeps as JSON. */
export function wordsOf(json: string): { text: string; description: string } {
  const word = (it: unknown) => (typeof it === 'string' ? it : '')
  try {
    const told = JSON.parse(json) as { text?: unknown; description?: unknown } | null
    return { text: word(told?.text), description: word(told?.description) }
  } catch {
    return { text: '', description: '' }
  }
}
