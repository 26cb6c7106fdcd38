// Everything behind the door: the pages, what waits to be sent, and what was just done.
import { RouterProvider } from 'react-router/dom'
import { Said } from '~/base/said'
import { OutboxProvider } from '~/offline/outbox-provider'
import { EndedDialog } from '~/screens/account/ended'
import { router } from './router'
import { useSession } from './session'

export default function Inside() {
  const { hasEnded } = useSession()
  return (
    <OutboxProvider>
      <RouterProvider router={router} />
      {hasEnded && <EndedDialog />}
      <Said />
    </OutboxProvider>
  )
}
