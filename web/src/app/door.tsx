// The door: whoever is not signed in yet sees the way in and loads nothing else.
import { lazy, Suspense } from 'react'
import { Fault, Loading } from '~/base/state'
import { SignInScreen } from '~/screens/account/sign-in'
import { useSession } from './session'

const Inside = lazy(() => import('./inside'))
const FirstPassword = lazy(() => import('~/screens/account/first-password'))

export function Door() {
  const { me, fault, enter } = useSession()
  if (fault && me === undefined) return <Fault fault={fault} retry={() => void enter()} />
  if (me === undefined) return <Loading />
  if (me === null) return <SignInScreen />
  return <Suspense fallback={<Loading />}>{me.mustChangePassword ? <FirstPassword /> : <Inside />}</Suspense>
}
