// The household of a visit: from the server where there is a line, else as it was kept on the device.
import { useEffect, useState } from 'react'
import { useClient } from 'urql'
import { useSession } from '~/app/session'
import { type Fault, faultOf } from '~/graph/fault'
import type { Common, Subject } from '~/offline/asks'
import { type Crew, type KeptHousehold, keptCommon } from '~/offline/kept'
import { useOutbox } from '~/offline/outbox-provider'
import { VisitCommonDocument, VisitCrewDocument, VisitSubjectDocument } from '~/offline/visit.generated'

export type Household = {
  subject: Subject
  common: Common
  crew: Crew | null
  /** When it was kept, where it comes from the device. */
  keptAt: string | null
}

const UNKNOWN: Fault = { kind: 'hidden', code: 'NOT_FOUND', message: '' }

/** The household; undefined while it is looked for, a fault where it cannot be had. */
export function useHousehold(id: string) {
  const client = useClient()
  const { device } = useOutbox()
  const { isAway } = useSession()
  const [household, setHousehold] = useState<Household>()
  const [fault, setFault] = useState<Fault | null>(null)
  const [turn, setTurn] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn asks again.
  useEffect(() => {
    if (!device) return
    let isCurrent = true
    const ofServer = async (): Promise<Household | Fault> => {
      const [of, all] = await Promise.all([
        client.query(VisitSubjectDocument, { id }, { requestPolicy: 'network-only' }).toPromise(),
        client.query(VisitCommonDocument, {}, { requestPolicy: 'cache-first' }).toPromise(),
      ])
      const error = of.error ?? all.error
      if (error) return faultOf(error)
      const subject = of.data?.case
      if (!subject || !all.data) return UNKNOWN
      const team = (subject.mentorTeam ?? subject.team)?.id
      const crew = team ? await client.query(VisitCrewDocument, { id: team }, {}).toPromise() : null
      return { subject, common: all.data, crew: crew?.data?.team ?? null, keptAt: null }
    }
    const ofDevice = async (): Promise<Household | null> => {
      const [kept, common] = await Promise.all([
        device.get<KeptHousehold>('household', id),
        keptCommon(device),
      ])
      return kept && common ? { ...kept, common } : null
    }
    const look = async () => {
      const found = isAway
        ? ({ kind: 'offline', code: 'NETWORK', message: '' } satisfies Fault)
        : await ofServer()
      const shown = 'kind' in found && found.kind === 'offline' ? ((await ofDevice()) ?? found) : found
      if (!isCurrent) return
      if ('kind' in shown) setFault(shown)
      else {
        setFault(null)
        // What is being filled in keeps its questions: it is not replaced under the hand.
        setHousehold(it => it ?? shown)
      }
    }
    void look()
    return () => {
      isCurrent = false
    }
  }, [client, device, id, isAway, turn])

  return { household, fault, retry: () => setTurn(it => it + 1) }
}
