// The way to the server: one POST route, the session in its cookie, records kept in memory only.
import { type CacheExchangeOpts, cacheExchange } from '@urql/exchange-graphcache'
import { Client, fetchExchange, mapExchange } from 'urql'
import { preferences } from '~/app/preferences'
import { embedded } from './facts.generated'
import { faultOf } from './fault'
import { MARK } from './mark'
import { records } from './records'

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
      fetchExchange,
    ],
    fetchOptions: () => ({
      credentials: 'same-origin',
      headers: { ...MARK, 'Accept-Language': preferences.get().language },
    }),
  })
}
