// Addresses of this folder's screens.
import type { RouteObject } from 'react-router'
import { screen } from '~/app/screen'

export const routes: RouteObject[] = [
  { path: 'teams', lazy: screen(() => import('./teams'), 'teams', 'cases', 'figures') },
  { path: 'teams/:id', lazy: screen(() => import('./team'), 'teams', 'cases', 'figures') },
]
