// Addresses of this folder's screens.
import type { RouteObject } from 'react-router'
import { screen } from '~/app/screen'

export const routes: RouteObject[] = [
  {
    path: 'admin',
    lazy: screen(() => import('./frame')),
    children: [
      { path: 'accounts', lazy: screen(() => import('./accounts')) },
      { path: 'tokens', lazy: screen(() => import('./tokens')) },
      { path: 'audit', lazy: screen(() => import('./audit')) },
      { path: 'settings', lazy: screen(() => import('./settings')) },
    ],
  },
]
