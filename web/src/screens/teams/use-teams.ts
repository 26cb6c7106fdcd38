// All teams of an area, page by page until none is left.
import { useEffect } from 'react'
import { useClient, useQuery } from 'urql'
import { TeamsDocument } from './teams.generated'

const PAGE = 100

/** Beyond so many one chooses an area first. */
export const MOST = 600

export function useTeams(areaId: string | null, withEnded: boolean) {
  const client = useClient()
  const [teams, again] = useQuery({
    query: TeamsDocument,
    variables: { areaId, withEnded, first: PAGE, after: null },
    requestPolicy: 'cache-and-network',
  })
  const count = teams.data?.teams.nodes.length ?? 0
  const { hasNextPage, endCursor } = teams.data?.teams.pageInfo ?? {}
  const isMore = Boolean(hasNextPage) && count < MOST
  useEffect(() => {
    if (!isMore || !endCursor) return
    client
      .query(TeamsDocument, { areaId, withEnded, first: PAGE, after: endCursor })
      .toPromise()
      .then(({ error }) => !error && again({ requestPolicy: 'cache-first' }))
  }, [client, areaId, withEnded, isMore, endCursor, again])
  return { teams, again, isMore, isCut: Boolean(hasNextPage) && count >= MOST }
}
