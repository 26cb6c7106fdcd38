// Addresses of this folder's screens.
import type { RouteObject } from 'react-router'
import { screen } from '~/app/screen'

export const routes: RouteObject[] = [
  { path: 'partners', lazy: screen(() => import('./partners'), 'partners', 'cases', 'figures', 'teams') },
  {
    path: 'partners/:id',
    lazy: screen(() => import('./partner'), 'partners', 'cases', 'figures', 'household', 'teams'),
  },
]
