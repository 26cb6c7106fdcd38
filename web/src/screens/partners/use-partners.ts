// All partners that are asked for, page by page until none is left.
import { useEffect } from 'react'
import { useClient, useQuery } from 'urql'
import type { Sector } from '~/graph/schema.generated'
import { PartnersDocument } from './partners.generated'

const PAGE = 100

/** Beyond so many one asks for fewer. */
export const MOST = 600

type Asked = {
  areaId: string | null
  sector: Sector | null
  need: string | null
  text: string | null
  withEnded: boolean
}

export function usePartners({ areaId, sector, need, text, withEnded }: Asked) {
  const client = useClient()
  const asked = { areaId, sector, need, text, withEnded, first: PAGE }
  const [partners, again] = useQuery({
    query: PartnersDocument,
    variables: { ...asked, after: null },
    requestPolicy: 'cache-and-network',
  })
  const count = partners.data?.partners.nodes.length ?? 0
  const { hasNextPage, endCursor } = partners.data?.partners.pageInfo ?? {}
  const isMore = Boolean(hasNextPage) && count < MOST
  useEffect(() => {
    if (!isMore || !endCursor) return
    client
      .query(PartnersDocument, { areaId, sector, need, text, withEnded, first: PAGE, after: endCursor })
      .toPromise()
      .then(({ error }) => !error && again({ requestPolicy: 'cache-first' }))
  }, [client, areaId, sector, need, text, withEnded, isMore, endCursor, again])
  return { partners, again, isMore, isCut: Boolean(hasNextPage) && count >= MOST }
}
