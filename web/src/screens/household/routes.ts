// Addresses of this folder's screens.
import type { RouteObject } from 'react-router'
import { screen } from '~/app/screen'

export const routes: RouteObject[] = [
  { path: 'cases/:id', lazy: screen(() => import('./household'), 'household') },
]
