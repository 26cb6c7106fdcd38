// The outbox of whoever is signed in: what waits, sending it, and the question before one signs out.
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
import { useClient } from 'urql'
import { useMe, useSession } from '~/app/session'
import type { FaultKind } from '~/graph/fault'
import { AwayNotice } from './away-notice'
import { type Device, openDevice } from './device'
import { LeavingDialog } from './leaving-dialog'
import { unsent, type Waiting } from './outbox'
import { keepVisit, sendWaiting } from './send'

const PATIENCE = 10_000

type Outbox = {
  /** What the account keeps here; null until it is opened. */
  device: Device | null
  /** Sent of late, waiting and refused, the oldest first. */
  visits: Waiting[]
  isSending: boolean
  /** Why the last try to send came to nothing. */
  trouble: FaultKind | null
  /** Keeps a visit and tries to send it at once; comes back with what became of it. */
  add: (visit: Waiting) => Promise<Waiting>
  send: () => Promise<void>
  discard: (id: string) => Promise<void>
}

const OutboxContext = createContext<Outbox | null>(null)

export function OutboxProvider({ children }: { children: ReactNode }) {
  const { id: account } = useMe()
  const { isAway, hasEnded, enter } = useSession()
  const client = useClient()
  const [device, setDevice] = useState<Device | null>(null)
  const [visits, setVisits] = useState<Waiting[]>([])
  const [isSending, setSending] = useState(false)
  const [trouble, setTrouble] = useState<FaultKind | null>(null)
  const tabs = useRef<BroadcastChannel | null>(null)

  useEffect(() => {
    let isCurrent = true
    setDevice(null)
    setVisits([])
    void openDevice(account).then(async opened => {
      const found = await visitsOf(opened)
      if (!isCurrent) return
      setVisits(found)
      setDevice(opened)
    })
    return () => {
      isCurrent = false
    }
  }, [account])

  const look = useCallback(async () => {
    if (!device) return
    setVisits(await visitsOf(device))
  }, [device])

  const changed = useCallback(async () => {
    await look()
    tabs.current?.postMessage('changed')
  }, [look])

  const send = useCallback(async () => {
    if (!device) return
    setSending(true)
    const came = await sendWaiting(client, device, changed)
    setTrouble(came === 'other' ? 'ended' : came)
    await look()
    setSending(false)
    // The page shows somebody who is no longer signed in with this browser.
    if (came === 'other') await enter()
  }, [client, device, changed, look, enter])

  useEffect(() => {
    const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('phonjon.outbox') : null
    tabs.current = channel
    if (channel) channel.onmessage = () => void look()
    return () => channel?.close()
  }, [look])

  // At the beginning, when the line is back, and when somebody has signed in again.
  useEffect(() => {
    if (isAway || hasEnded) return
    void send()
    const again = () => void send()
    addEventListener('online', again)
    return () => removeEventListener('online', again)
  }, [isAway, hasEnded, send])

  // Not every device tells when the line is back.
  const isWaiting = visits.some(it => it.state === 'waiting')
  useEffect(() => {
    if (isAway || hasEnded || !isWaiting) return
    const minute = setInterval(() => void send(), 60_000)
    return () => clearInterval(minute)
  }, [isAway, hasEnded, isWaiting, send])

  const outbox = useMemo<Outbox>(
    () => ({
      device,
      visits,
      isSending,
      trouble,
      send,
      async add(visit) {
        if (!device) return visit
        await keepVisit(device, visit)
        await changed()
        // A line that hangs keeps nobody waiting: the visit is safe by now.
        await Promise.race([send(), new Promise(done => setTimeout(done, PATIENCE))])
        return (await device.get<Waiting>('visit', visit.id)) ?? visit
      },
      async discard(id) {
        await device?.remove('visit', id)
        await changed()
      },
    }),
    [device, visits, isSending, trouble, send, changed],
  )
  return (
    <OutboxContext.Provider value={outbox}>
      {isAway && <AwayNotice />}
      {children}
      <LeavingDialog device={device} nUnsent={unsent(visits).length} />
    </OutboxContext.Provider>
  )
}

const visitsOf = async (device: Device) =>
  (await device.list<Waiting>('visit')).sort((a, b) => a.madeAt.localeCompare(b.madeAt))

/** The outbox of the page. */
export function useOutbox(): Outbox {
  const outbox = useContext(OutboxContext)
  if (!outbox) throw new Error('outside an outbox')
  return outbox
}
