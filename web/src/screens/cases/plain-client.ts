// A client that keeps nothing: for a file of all pages, which would only fill the memory of the page.
import { Client, fetchExchange } from 'urql'
import { preferences } from '~/app/preferences'
import { MARK } from '~/graph/mark'

export const plain = () =>
  new Client({
    url: '/graphql',
    preferGetMethod: false,
    exchanges: [fetchExchange],
    requestPolicy: 'network-only',
    fetchOptions: () => ({
      credentials: 'same-origin',
      headers: { ...MARK, 'Accept-Language': preferences.get().language },
    }),
  })
