// Addresses of this folder's screens.
import type { RouteObject } from 'react-router'
import { screen } from '~/app/screen'

export const routes: RouteObject[] = [
  { path: 'cases', lazy: screen(() => import('./cases'), 'cases', 'figures') },
  { path: 'cases/acts', lazy: screen(() => import('./acts'), 'cases') },
]
