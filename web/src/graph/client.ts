// The way to the server: one POST route, the session in its cookie.
import { Client, CombinedError, type Exchange, fetchExchange, mapExchange } from 'urql'
import { preferences } from '~/app/preferences'
import { faultOf } from './fault'
import { MARK } from './mark'

/** Whom a client tells that its session is over, or that a password must be changed first. */
export type Told = { ended: () => void; passwordDue: () => void }

/** What is told to whoever asks of themselves and is nobody. */
const SIGNED_OUT = new CombinedError({
  graphQLErrors: [{ message: 'signed out', extensions: { code: 'SESSION_ENDED' } }],
})

type Ways = {
  /** What keeps answers; without it everything is asked anew. */
  kept?: Exchange[]
  fetch?: typeof fetch
}

const forgetful = new WeakMap<Client, Client>()

/** A client that tells of what ends its session. */
export function makeClient(told: Told, { kept = [], fetch }: Ways = {}): Client {
  const client = new Client({
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
      mapExchange({
        // Whoever asks of themselves and is told of nobody is signed out: no answer, and nothing to keep.
        onResult: result =>
          result.data?.me === null && !result.operation.context.quiet
            ? { ...result, data: undefined, error: SIGNED_OUT }
            : result,
      }),
      fetchExchange,
    ],
    fetchOptions: () => ({
      credentials: 'same-origin',
      headers: { ...MARK, 'Accept-Language': preferences.get().language },
    }),
  })
  if (kept.length > 0) forgetful.set(client, makeClient(told))
  return client
}

/** The same session without a memory: for thousands of records, which would take several times their size in it. */
export function unkept(client: Client): Client {
  return forgetful.get(client) ?? client
}
