// Addresses of this folder's screens.
import type { RouteObject } from 'react-router'

export const routes: RouteObject[] = []
