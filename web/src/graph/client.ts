// The way to the server: one POST route, the session in its cookie, records kept in memory only.
import { type CacheExchangeOpts, cacheExchange } from '@urql/exchange-graphcache'
import { Client, CombinedError, fetchExchange, mapExchange } from 'urql'
import { preferences } from '~/app/preferences'
import { embedded } from './facts.generated'
import { faultOf } from './fault'
import { records } from './records'

/** What every request says of itself; the server looks at a cookie only beside it. */
export const MARK = { 'X-Phonjon-Client': 'web' }

const SIGNED_OUT = new CombinedError({
  graphQLErrors: [{ message: 'signed out', extensions: { code: 'SESSION_ENDED' } }],
})

type Told = { ended: () => void; passwordDue: () => void }

/** A client for one session: signing in or out makes another, so that nothing of one is shown to the next. */
export function makeClient(told: Told): Client {
  const keys: CacheExchangeOpts['keys'] = Object.fromEntries(embedded.map(name => [name, () => null]))
  return new Client({
    url: '/graphql',
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
      cacheExchange({ keys, ...records }),
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
}
