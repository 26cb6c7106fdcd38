// A grant as it is written down, and what each role needs of it. The server decides each time.

import type { PickedArea } from '~/base/area-picker/area-name'
import type { GrantInput, HeldAs, Role, Sector } from '~/graph/schema.generated'

export type Draft = {
  role: Role | null
  heldAs: HeldAs
  areas: PickedArea[]
  teamId: string | null
  sector: Sector | null
  need: string | null
  opensRestricted: boolean
  post: string
  orderNumber: string
  validFrom: string
  validUntil: string | null
}

/** A role that may be given, and how whoever gets it may hold it. */
export type RoleToGive = { role: Role; heldAs: HeldAs[] }

export const emptyDraft = (today: string): Draft => ({
  role: null,
  heldAs: 'HELD',
  areas: [],
  teamId: null,
  sector: null,
  need: null,
  opensRestricted: false,
  post: '',
  orderNumber: '',
  validFrom: today,
  validUntil: null,
})

/** Roles that may cover the whole country. */
const COUNTRYWIDE: Role[] = ['MEDIA', 'MINISTRY_ANALYST', 'AUDITOR', 'SYSTEM_ADMINISTRATOR']

export const needs = {
  areas: (role: Role | null) => role !== 'AUDITOR',
  areasLeftOut: (role: Role | null) => role !== null && COUNTRYWIDE.includes(role),
  team: (role: Role | null) => role === 'MENTOR',
  sector: (role: Role | null) => role === 'PARTNER',
  need: (role: Role | null) => role === 'PARTNER' || role === 'AGENCY_OFFICER',
  restricted: (role: Role | null) =>
    role === 'DISTRICT_CHIEF' || role === 'DISTRICT_OFFICER' || role === 'BOARD_SECRETARY',
}

/** The same with another role, held in a way in which that one may be given. */
export function withRole(draft: Draft, { role, heldAs }: RoleToGive): Draft {
  const [first = draft.heldAs] = heldAs
  return { ...draft, role, heldAs: heldAs.includes(draft.heldAs) ? draft.heldAs : first }
}

/** What the API is told; what the role has no use for is left out. */
export function inputOf(draft: Draft, role: Role): GrantInput {
  const { heldAs, validFrom, validUntil } = draft
  const areaIds = draft.areas.map(it => it.id)
  return {
    role,
    heldAs,
    areaIds: needs.areas(role) && areaIds.length > 0 ? areaIds : null,
    teamId: needs.team(role) ? draft.teamId : null,
    sector: needs.sector(role) ? draft.sector : null,
    need: needs.need(role) ? draft.need : null,
    opensRestricted: needs.restricted(role) && draft.opensRestricted,
    post: draft.post.trim() || null,
    orderNumber: draft.orderNumber.trim() || null,
    validFrom,
    validUntil,
  }
}
