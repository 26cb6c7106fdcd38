// The way to the server: one POST route, the session in its cookie.
import { Client, type Exchange, fetchExchange, mapExchange } from 'urql'
import { preferences } from '~/app/preferences'
import { faultOf } from './fault'
import { MARK } from './mark'

/** Whom a client tells that its session is over, or that a password must be changed first. */
export type Told = { ended: () => void; passwordDue: () => void }

type Ways = {
  /** What keeps answers; without it everything is asked anew. */
  kept?: Exchange[]
  fetch?: typeof fetch
}

/** A client that tells of what ends its session. */
export function makeClient(told: Told, { kept = [], fetch }: Ways = {}): Client {
  return new Client({
    url: '/graphql',
    fetch,
    preferGetMethod: false,
    fetchSubscriptions: true,
    exchanges: [
      mapExchange({
        onError(error, operation) {
          const fault = faultOf(error)
          if (operation.context.quiet) return
          if (fault.kind === 'ended') told.ended()
          if (fault.code === 'PASSWORD_CHANGE_REQUIRED') told.passwordDue()
        },
      }),
      ...kept,
      fetchExchange,
    ],
    fetchOptions: () => ({
      credentials: 'same-origin',
      headers: { ...MARK, 'Accept-Language': preferences.get().language },
    }),
  })
}
