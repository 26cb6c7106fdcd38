// The way to the server: one POST route, the session in its cookie, records kept in memory only.
import { type CacheExchangeOpts, cacheExchange } from '@urql/exchange-graphcache'
import { Client, fetchExchange, mapExchange } from 'urql'
import { preferences } from '~/app/preferences'
import { embedded } from './facts.generated'
import { faultOf } from './fault'
import { records } from './records'

/** What every request says of itself; the server looks at a cookie only beside it. */
export const MARK = { 'X-Phonjon-Client': 'web' }

type Told = { ended: () => void; passwordDue: () => void }

const forgetful = new WeakMap<Client, Client>()

/** A client for one session: signing in or out makes another, so that nothing of one is shown to the next. */
export function makeClient(told: Told): Client {
  const keys: CacheExchangeOpts['keys'] = Object.fromEntries(embedded.map(name => [name, () => null]))
  const telling = mapExchange({
    onError(error, operation) {
      const fault = faultOf(error)
      if (operation.context.quiet) return
      if (fault.kind === 'ended') told.ended()
      if (fault.code === 'PASSWORD_CHANGE_REQUIRED') told.passwordDue()
    },
  })
  const options = {
    url: '/graphql',
    preferGetMethod: false as const,
    fetchSubscriptions: true,
    fetchOptions: () => ({
      credentials: 'same-origin' as const,
      headers: { ...MARK, 'Accept-Language': preferences.get().language },
    }),
  }
  const client = new Client({
    ...options,
    exchanges: [telling, cacheExchange({ keys, ...records }), fetchExchange],
  })
  forgetful.set(client, new Client({ ...options, exchanges: [telling, fetchExchange] }))
  return client
}

/** The same session without a memory: for thousands of records, which would take several times their size in it. */
export function unkept(client: Client): Client {
  return forgetful.get(client) ?? client
}
