// The cases of a filter, page by page: the client keeps what was fetched as one list that grows.
import { useCallback, useMemo, useRef, useState } from 'react'
import { type CombinedError, useClient, useQuery } from 'urql'
import type { CaseFilter, CaseOrder } from '~/graph/schema.generated'
import { type CaseRowFragment, CasesDocument } from './cases.generated'

/** How many cases one request brings. */
export const PAGE = 100

export type Row = CaseRowFragment

export function useCases(filter: CaseFilter, order: CaseOrder, isPaused: boolean) {
  const client = useClient()
  const variables = useMemo(() => ({ filter, order, first: PAGE, after: null }), [filter, order])
  const [first, again] = useQuery({
    query: CasesDocument,
    variables,
    requestPolicy: 'cache-and-network',
    pause: isPaused,
  })
  const isFetching = useRef(false)
  const [error, setError] = useState<CombinedError>()
  const page = first.data?.cases
  // The same question may come as another object.
  const answered = first.operation?.variables
  const isOfFilter = JSON.stringify([answered?.filter, answered?.order]) === JSON.stringify([filter, order])
  const { endCursor, hasNextPage } = page?.pageInfo ?? {}

  // It is always the first page that is looked at: what an act makes stale begins anew and has no gap.
  const more = useCallback(async () => {
    if (isFetching.current || !hasNextPage || !endCursor) return
    isFetching.current = true
    const came = await client.query(CasesDocument, { ...variables, after: endCursor }).toPromise()
    isFetching.current = false
    setError(came.error)
    again({ requestPolicy: 'cache-first' })
  }, [client, variables, endCursor, hasNextPage, again])

  return {
    first,
    rows: page?.nodes ?? [],
    total: page?.totalCount ?? page?.nodes.length ?? 0,
    /** What is shown is of the filter before. */
    isStale: Boolean(page) && !isOfFilter,
    hasMore: Boolean(hasNextPage) && !error,
    /** Why the next page did not come. */
    error,
    more,
    retry: () => {
      setError(undefined)
      again({ requestPolicy: 'network-only' })
    },
  }
}
