// The cases that a filter finds, in an order: page by page, and where one stood in them when one comes back.
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useLocation } from 'react-router'
import type { Client } from 'urql'
import { onLeaving } from '~/app/session'
import { useUnkept } from '~/app/use-unkept'
import { LongList } from '~/graph/long-list'
import { onStale } from '~/graph/records'
import type { CaseFilter, CaseOrder } from '~/graph/schema.generated'
import { type CaseRowFragment, CasesDocument } from './cases.generated'

/** How many cases one request brings. */
export const PAGE = 100

/** How many lists are remembered. */
const REMEMBERED = 4

export type Row = CaseRowFragment

type Asked = { key: string; list: LongList<Row>; offset: { value: number } }

/** In memory only, by the place in the history, for this person. */
const memory = new Map<string, Asked>()
onLeaving(() => memory.clear())

function remembered(client: Client, place: string, filter: CaseFilter, order: CaseOrder): Asked {
  const key = `${place} ${JSON.stringify([filter, order])}`
  const found = memory.get(key)
  if (found) return found
  const list = new LongList<Row>(PAGE, async after => {
    const variables = { filter, order, first: PAGE, after }
    const { data, error } = await client.query(CasesDocument, variables).toPromise()
    if (!data) return { error }
    const { nodes, pageInfo, totalCount } = data.cases
    const next = pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null
    return { page: { rows: nodes, next, total: totalCount ?? nodes.length } }
  })
  const asked = { key, list, offset: { value: 0 } }
  memory.set(key, asked)
  for (const oldest of [...memory.keys()].slice(0, -REMEMBERED)) memory.delete(oldest)
  return asked
}

export function useCases(filter: CaseFilter, order: CaseOrder) {
  const client = useUnkept()
  const { key: place } = useLocation()
  const asked = remembered(client, place, filter, order)
  const { list } = asked
  // What was found before stays until the answer is here.
  const [shown, setShown] = useState(asked)
  useSyncExternalStore(list.subscribe, list.version)
  if (shown !== asked && (!list.isNew || shown.list.isNew)) setShown(asked)
  useEffect(() => {
    list.refresh()
    return onStale(fields => fields.includes('cases') && list.refresh())
  }, [list])
  return {
    ...shown,
    /** What is shown is of the filter before. */
    isStale: shown !== asked,
    /** Why the latest page did not come. */
    error: list.error,
    retry: list.refresh,
  }
}
