// The door: whoever is not signed in yet sees the way in; what lies behind it is fetched while they write their name.
import { lazy, Suspense } from 'react'
import { Fault, Loading } from '~/base/state'
import { loadWords } from '~/i18n/start'
import { SignInScreen } from '~/screens/account/sign-in'
import { HoldsBroken } from './broken'
import { useSession } from './session'

const inside = async () => (await Promise.all([import('./inside'), loadWords('labels', 'offline')]))[0]

const Inside = lazy(inside)
const FirstPassword = lazy(() => import('~/screens/account/first-password'))

export function Door() {
  const { me, fault, enter } = useSession()
  if (fault && me === undefined) return <Fault fault={fault} retry={() => void enter()} />
  if (me === undefined) return <Loading />
  // What does not come now is asked for again when it is needed.
  if (me === null) return <SignInScreen onBegun={() => void inside().catch(() => {})} />
  return (
    <HoldsBroken>
      <Suspense fallback={<Loading />}>{me.mustChangePassword ? <FirstPassword /> : <Inside />}</Suspense>
    </HoldsBroken>
  )
}
