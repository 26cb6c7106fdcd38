// Households kept before leaving: what the form of a visit needs of each, and nothing more.
import type { Client } from 'urql'
import { type Fault, faultOf } from '~/graph/fault'
import type { CaseFilter } from '~/graph/schema.generated'
import type { Common, Subject } from './asks'
import type { Device } from './device'
import { KEEP_DAYS, KEEP_LIMIT } from './limits'
import {
  VisitCommonDocument,
  VisitCrewDocument,
  type VisitCrewFragment,
  VisitSubjectsDocument,
} from './visit.generated'

export type Crew = VisitCrewFragment

/** One household as it was when it was kept. */
export type KeptHousehold = { subject: Subject; crew: Crew | null; keptAt: string }

export type Keeping = { nKept: number; nAll: number; fault: Fault | null; isOverLimit?: boolean }

/** Those who belong to a household now; who left is nobody the visit needs. */
function slim(subject: Subject): Subject {
  const members = subject.household.members.filter(it => it.isHead && it.until === null)
  return { ...subject, household: { ...subject.household, members } }
}

/** Keeps the households of a filter, page by page; `told` hears how far it has come. */
export async function keepHouseholds(
  client: Client,
  device: Device,
  filter: CaseFilter,
  told: (so: Keeping) => void,
): Promise<Keeping> {
  const fresh = { requestPolicy: 'network-only' } as const
  const common = await client.query(VisitCommonDocument, {}, fresh).toPromise()
  if (common.error) return { nKept: 0, nAll: 0, fault: faultOf(common.error) }
  await device.put('common', 'all', common.data, KEEP_DAYS)
  const crews = new Map<string, Crew | null>()
  const crewOf = async (id: string) => {
    const known = crews.get(id)
    if (known !== undefined) return known
    const crew = (await client.query(VisitCrewDocument, { id }, fresh).toPromise()).data?.team ?? null
    crews.set(id, crew)
    return crew
  }
  let so: Keeping = { nKept: 0, nAll: 0, fault: null }
  for (let after: string | null | undefined = null; after !== undefined; ) {
    const page: Awaited<ReturnType<typeof pageOf>> = await pageOf(client, filter, after)
    if (page.error || !page.data) {
      return { ...so, fault: page.error ? faultOf(page.error) : { kind: 'failed', code: '', message: '' } }
    }
    const { nodes, pageInfo, totalCount } = page.data.cases
    so = { ...so, nAll: totalCount ?? nodes.length }
    if (KEEP_LIMIT < so.nAll) return { ...so, isOverLimit: true }
    for (const subject of nodes) {
      const team = (subject.mentorTeam ?? subject.team)?.id
      const kept: KeptHousehold = {
        subject: slim(subject),
        crew: team ? await crewOf(team) : null,
        keptAt: new Date().toISOString(),
      }
      await device.put('household', subject.id, kept, KEEP_DAYS)
      so = { ...so, nKept: so.nKept + 1 }
    }
    told(so)
    after = pageInfo.hasNextPage ? pageInfo.endCursor : undefined
  }
  return so
}

function pageOf(client: Client, filter: CaseFilter, after: string | null) {
  return client.query(VisitSubjectsDocument, { filter, after }, { requestPolicy: 'network-only' }).toPromise()
}

/** What is kept of the catalogues. */
export const keptCommon = (device: Device) => device.get<Common>('common', 'all')

/** Forgets every household that is kept. */
export async function forgetHouseholds(device: Device): Promise<void> {
  for (const { subject } of await device.list<KeptHousehold>('household')) {
    await device.remove('household', subject.id)
  }
  await device.remove('common', 'all')
}
