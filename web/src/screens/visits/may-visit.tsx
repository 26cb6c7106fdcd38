// Screens for who records visits; everybody else is told so.
import type { ReactNode } from 'react'
import { useSession } from '~/app/session'
import { Fault } from '~/base/state'

export function MayVisit({ children }: { children: ReactNode }) {
  const { may } = useSession()
  if (!may('RECORD_VISIT')) return <Fault fault={{ kind: 'forbidden', code: 'FORBIDDEN', message: '' }} />
  return children
}
