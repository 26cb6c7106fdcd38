// Addresses of this folder's screens.
import type { RouteObject } from 'react-router'
import { screen } from '~/app/screen'

export const routes: RouteObject[] = [{ index: true, lazy: screen(() => import('./home'), 'home') }]
