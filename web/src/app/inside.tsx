// Everything behind the door: the records of whoever is signed in, the pages, and what was just done.
import { useMemo } from 'react'
import { RouterProvider } from 'react-router/dom'
import { Provider } from 'urql'
import { Said } from '~/base/said'
import { makeClient } from '~/graph/client'
import { keepRecords } from '~/graph/records'
import { router } from './router'
import { useMe, useSession } from './session'

export default function Inside() {
  const { id } = useMe()
  return (
    <>
      <Pages key={id} />
      <Said />
    </>
  )
}

function Pages() {
  const { told } = useSession()
  const client = useMemo(() => makeClient(told, { kept: [keepRecords()] }), [told])
  return (
    <Provider value={client}>
      <RouterProvider router={router} />
    </Provider>
  )
}
