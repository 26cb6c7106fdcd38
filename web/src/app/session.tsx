// Who is signed in, and what happens to the page when that ends.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import { type Client, Provider } from 'urql'
import { makeClient } from '~/graph/client'
import { type Fault, faultOf } from '~/graph/fault'
import type { Action } from '~/graph/schema.generated'
import { speak } from '~/i18n/start'
import { preferences } from './preferences'
import { MeDocument, type MeQuery, SignOutDocument } from './session.generated'

export type Me = NonNullable<MeQuery['me']>

type Session = {
  /** Who is signed in; null for nobody, undefined until that is known. */
  me: Me | null | undefined
  /** Why that is not known. */
  fault: Fault | null
  /** The session ended under the page: what was typed is still there. */
  hasEnded: boolean
  /** Some grant permits the act; the server decides each time. */
  may: (...acts: Action[]) => boolean
  /** Somebody signed in: the records of whoever was before are forgotten, unless it is the same person. */
  enter: () => Promise<void>
  /** Signs out here. */
  leave: () => Promise<void>
}

const SessionContext = createContext<Session | null>(null)

/** Things that must go when somebody signs out, such as what was kept on the phone. */
const leaving = new Set<(account: string | null) => Promise<void> | void>()

/** Has something done whenever somebody signs out, or somebody else signs in. */
export function onLeaving(wipe: (account: string | null) => Promise<void> | void): void {
  leaving.add(wipe)
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const [me, setMe] = useState<Me | null | undefined>(undefined)
  const [fault, setFault] = useState<Fault | null>(null)
  const [hasEnded, setEnded] = useState(false)
  const [turn, setTurn] = useState(0)
  const told = useMemo(
    () => ({
      ended: () => setEnded(true),
      passwordDue: () => setMe(it => (it ? { ...it, mustChangePassword: true } : it)),
    }),
    [],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is a new client on purpose.
  const client: Client = useMemo(() => makeClient(told), [told, turn])

  const enter = useCallback(async () => {
    const fresh = makeClient(told)
    const result = await fresh.query(MeDocument, {}, { quiet: true }).toPromise()
    if (result.error && faultOf(result.error).kind !== 'ended') {
      setFault(faultOf(result.error))
      return
    }
    setFault(null)
    const came = result.data?.me ?? null
    if (came?.language) {
      const language = came.language === 'EN' ? 'en' : 'th'
      preferences.set({ language })
      await speak(language)
    }
    setMe(before => {
      if (before?.id !== came?.id) setTurn(it => it + 1)
      return came
    })
    setEnded(false)
    for (const wipe of leaving) await wipe(came?.id ?? null)
  }, [told])

  const leave = useCallback(async () => {
    await client.mutation(SignOutDocument, {}, { quiet: true }).toPromise()
    for (const wipe of leaving) await wipe(null)
    setMe(null)
    setEnded(false)
    setTurn(it => it + 1)
  }, [client])

  useEffect(() => {
    void enter()
  }, [enter])

  const session = useMemo<Session>(
    () => ({ me, fault, hasEnded, may: (...acts) => acts.some(it => me?.may.includes(it)), enter, leave }),
    [me, fault, hasEnded, enter, leave],
  )
  return (
    <SessionContext.Provider value={session}>
      <Provider value={client} key={turn}>
        {children}
      </Provider>
    </SessionContext.Provider>
  )
}

/** The session of the page. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('outside a session')
  return session
}

/** Who is signed in, on pages that nobody else sees. */
export function useMe(): Me {
  const { me } = useSession()
  if (!me) throw new Error('nobody is signed in')
  return me
}
