// Which address shows which screen.
import { createBrowserRouter } from 'react-router'
import { routes as account } from '~/screens/account/routes'
import { routes as admin } from '~/screens/admin/routes'
import { routes as approvals } from '~/screens/approvals/routes'
import { routes as cases } from '~/screens/cases/routes'
import { routes as figures } from '~/screens/figures/routes'
import { routes as handBack } from '~/screens/hand-back/routes'
import { routes as home } from '~/screens/home/routes'
import { routes as household } from '~/screens/household/routes'
import { routes as imports } from '~/screens/imports/routes'
import { routes as partners } from '~/screens/partners/routes'
import { routes as propose } from '~/screens/propose/routes'
import { routes as questions } from '~/screens/questions/routes'
import { routes as sheets } from '~/screens/sheets/routes'
import { routes as teams } from '~/screens/teams/routes'
import { routes as visits } from '~/screens/visits/routes'
import { Broken } from './broken'
import { NowhereScreen } from './nowhere'
import { Shell } from './shell'

const screens = [
  ...home,
  ...account,
  ...admin,
  ...approvals,
  ...cases,
  ...figures,
  ...household,
  ...handBack,
  ...imports,
  ...partners,
  ...propose,
  ...questions,
  ...sheets,
  ...teams,
  ...visits,
]

export const router = createBrowserRouter([
  {
    path: '/',
    Component: Shell,
    ErrorBoundary: Broken,
    HydrateFallback: () => null,
    children: [{ ErrorBoundary: Broken, children: [...screens, { path: '*', Component: NowhereScreen }] }],
  },
])
