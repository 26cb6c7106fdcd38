// Everything behind the door: the pages, and what was just done.
import { RouterProvider } from 'react-router/dom'
import { Said } from '~/base/said'
import { router } from './router'

export default function Inside() {
  return (
    <>
      <RouterProvider router={router} />
      <Said />
    </>
  )
}
