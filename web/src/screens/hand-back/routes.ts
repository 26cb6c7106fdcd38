// Addresses of this folder's screens.
import type { RouteObject } from 'react-router'
import { screen } from '~/app/screen'

export const routes: RouteObject[] = [
  { path: 'hand-back', lazy: screen(() => import('./hand-back'), 'figures', 'imports') },
]
