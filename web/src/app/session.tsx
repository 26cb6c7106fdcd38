// Who is signed in, and what happens to the page when that ends.
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { Provider } from 'urql'
import { makeClient, type Told } from '~/graph/client'
import { type Fault, faultOf } from '~/graph/fault'
import type { Action } from '~/graph/schema.generated'
import { speak } from '~/i18n/start'
import { clearFor, lockStays, openStay, renewStay } from '~/offline/stay'
import { fetchFirst } from './first-question'
import { preferences } from './preferences'
import { MeDocument, type MeQuery, SignOutDocument } from './session.generated'
import { signOutDue } from './sign-out-due'

export type Me = NonNullable<MeQuery['me']>

type Session = {
  /** Who is signed in; null for nobody, undefined until that is known. */
  me: Me | null | undefined
  /** Why that is not known. */
  fault: Fault | null
  /** The session ended under the page: what was typed is still there. */
  hasEnded: boolean
  /** There is no line: the page opened for who kept households on this device, and nobody could be asked. */
  isAway: boolean
  /** Some grant permits the act; the server decides each time. */
  may: (...acts: Action[]) => boolean
  /** Somebody signed in: the records of whoever was before are forgotten, unless it is the same person. */
  enter: () => Promise<void>
  /** Signs out here, unless something that would be left behind makes the person stay. */
  leave: () => Promise<void>
  /** What a client of the pages tells it. */
  told: Told
}

const SessionContext = createContext<Session | null>(null)

/** Things of the page that must go when somebody signs out; what the device keeps goes by itself. */
const leaving = new Set<() => void>()

/** Has something done whenever somebody signs out, or somebody else signs in. */
export function onLeaving(wipe: () => void): void {
  leaving.add(wipe)
}

/** Questions to settle before signing out; false stays. */
const asking = new Set<() => Promise<boolean>>()

/** Has something asked before somebody signs out; the answer takes the question back. */
export function beforeLeaving(ask: () => Promise<boolean>): () => void {
  asking.add(ask)
  return () => asking.delete(ask)
}

/** Says what could not be said when it was done. */
async function settleSignOut(told: Told): Promise<void> {
  if (!signOutDue.is()) return
  const result = await makeClient(told).mutation(SignOutDocument, {}, { quiet: true }).toPromise()
  if (!result.error || faultOf(result.error).kind !== 'offline') signOutDue.forget()
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const [me, setMe] = useState<Me | null | undefined>(undefined)
  const [fault, setFault] = useState<Fault | null>(null)
  const [hasEnded, setEnded] = useState(false)
  const [isAway, setAway] = useState(false)
  const away = useRef(false)
  const told = useMemo<Told>(
    () => ({
      ended: () => setEnded(true),
      passwordDue: () => setMe(it => (it ? { ...it, mustChangePassword: true } : it)),
    }),
    [],
  )
  const client = useMemo(() => makeClient(told), [told])

  const enter = useCallback(async () => {
    await settleSignOut(told)
    const fresh = makeClient(told, { fetch: fetchFirst })
    const result = await fresh.query(MeDocument, {}, { quiet: true }).toPromise()
    if (result.error && faultOf(result.error).kind !== 'ended') {
      const came = faultOf(result.error)
      const kept = came.kind === 'offline' ? await openStay<Me>() : null
      if (kept) setMe(it => it ?? kept)
      else if (away.current) setMe(undefined)
      if (!kept) setFault(came)
      away.current = kept !== null
      setAway(away.current)
      return
    }
    setFault(null)
    setAway(false)
    const came = result.data?.me ?? null
    if (came) {
      await renewStay(came)
      await clearFor(came.id)
    } else {
      // That a session has run out is no signing out: what was kept waits for its own end. Whoever stands before the
      // door need not wait until it is locked.
      const locked = lockStays()
      if (away.current) await locked
    }
    if (!came && away.current) {
      // The page was in use without a line: signing in again goes on where it stands.
      setEnded(true)
      return
    }
    away.current = false
    if (came?.language) {
      const language = came.language === 'EN' ? 'en' : 'th'
      preferences.set({ language })
      await speak(language)
    }
    setMe(came)
    setEnded(false)
    if (came) {
      signOutDue.forget()
      for (const wipe of leaving) wipe()
    }
  }, [told])

  const leave = useCallback(async () => {
    for (const ask of asking) if (!(await ask())) return
    const result = await client.mutation(SignOutDocument, {}, { quiet: true }).toPromise()
    if (result.error && faultOf(result.error).kind === 'offline') signOutDue.remember()
    await clearFor(null)
    for (const wipe of leaving) wipe()
    setMe(null)
    setEnded(false)
  }, [client])

  useEffect(() => {
    void enter()
  }, [enter])

  const session = useMemo<Session>(
    () => ({
      me,
      fault,
      hasEnded,
      isAway,
      may: (...acts) => acts.some(it => me?.may.includes(it)),
      enter,
      leave,
      told,
    }),
    [me, fault, hasEnded, isAway, enter, leave, told],
  )
  return (
    <SessionContext.Provider value={session}>
      <Provider value={client}>{children}</Provider>
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
