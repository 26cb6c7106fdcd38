// Addresses of this folder's screens.
import type { RouteObject } from 'react-router'
import { screen } from '~/app/screen'

export const routes: RouteObject[] = [
  {
    path: 'admin',
    lazy: screen(() => import('./frame'), 'admin'),
    children: [
      { path: 'accounts', lazy: screen(() => import('./accounts'), 'admin', 'figures') },
      { path: 'tokens', lazy: screen(() => import('./tokens'), 'admin') },
      { path: 'audit', lazy: screen(() => import('./audit'), 'admin') },
      { path: 'settings', lazy: screen(() => import('./settings'), 'admin') },
    ],
  },
]
