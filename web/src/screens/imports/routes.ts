// Addresses of this folder's screens.
import type { RouteObject } from 'react-router'
import { screen } from '~/app/screen'

export const routes: RouteObject[] = [
  { path: 'imports', lazy: screen(() => import('./imports'), 'imports') },
  { path: 'imports/new', lazy: screen(() => import('./new-import'), 'figures', 'imports') },
  { path: 'imports/checks/:id', lazy: screen(() => import('./checked'), 'figures', 'imports') },
  { path: 'imports/:id', lazy: screen(() => import('./import'), 'imports', 'approvals') },
]
