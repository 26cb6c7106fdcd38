// Addresses of this folder's screens.
import type { RouteObject } from 'react-router'
import { screen } from '~/app/screen'

export const routes: RouteObject[] = [
  { path: 'visits', lazy: screen(() => import('./visits-screen'), 'visit') },
  { path: 'cases/:id/visit', lazy: screen(() => import('./visit-screen'), 'visit') },
]
