// Where one can go, in the order of the day's work, for who may go there.
import type { ReactNode } from 'react'
import type { Action } from '~/graph/schema.generated'

type Key =
  | 'nav.home'
  | 'nav.cases'
  | 'nav.approvals'
  | 'nav.visits'
  | 'nav.sheets'
  | 'nav.propose'
  | 'nav.teams'
  | 'nav.imports'
  | 'nav.questions'
  | 'nav.figures'
  | 'nav.admin'

type Place = { to: string; key: Key; icon: ReactNode; needs: Action[] }

const icon = (...paths: string[]) => (
  <svg
    viewBox="0 0 24 24"
    width="22"
    height="22"
    aria-hidden="true"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.8"
    strokeLinecap="round"
    strokeLinejoin="round"
  >
    {paths.map(d => (
      <path key={d} d={d} />
    ))}
  </svg>
)

const PLACES: Place[] = [
  { to: '/', key: 'nav.home', needs: [], icon: icon('M4 11 12 4l8 7', 'M6 10v9h12v-9') },
  { to: '/cases', key: 'nav.cases', needs: ['READ_CASE'], icon: icon('M5 5h14v14H5z', 'M9 9h6', 'M9 13h6') },
  {
    to: '/approvals',
    key: 'nav.approvals',
    needs: ['APPROVE_PLAN', 'AGREE_CLOSING', 'ASSIGN_CASE', 'ACCEPT_PROPOSAL'],
    icon: icon('M5 12.5 10 17 19 7'),
  },
  {
    to: '/visits',
    key: 'nav.visits',
    needs: ['RECORD_VISIT'],
    icon: icon(
      'M12 21s7-6.2 7-11a7 7 0 1 0-14 0c0 4.800 7 11 7 11z',
      'M12 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z',
    ),
  },
  {
    to: '/sheets',
    key: 'nav.sheets',
    needs: ['RECORD_VISIT'],
    icon: icon('M4 6h16v12H4z', 'M4 10h16', 'M10 6v12'),
  },
  {
    to: '/propose',
    key: 'nav.propose',
    needs: ['PROPOSE_HOUSEHOLD'],
    icon: icon('M4 11 12 4l8 7', 'M6 10v9h12v-9', 'M12 11.500v5', 'M9.500 14h5'),
  },
  {
    to: '/teams',
    key: 'nav.teams',
    needs: ['READ_TEAM'],
    icon: icon(
      'M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
      'M3.500 19c0-3 2.500-5 5.500-5s5.500 2 5.500 5',
      'M16 5.500a3 3 0 0 1 0 5.500',
      'M17 14.300c2 .6 3.500 2.300 3.500 4.700',
    ),
  },
  {
    to: '/imports',
    key: 'nav.imports',
    needs: ['IMPORT'],
    icon: icon('M12 4v11', 'M7.500 10.500 12 15l4.500-4.500', 'M5 19h14'),
  },
  {
    to: '/questions',
    key: 'nav.questions',
    needs: ['ANSWER_LINK_QUESTION'],
    icon: icon('M9 9a3 3 0 1 1 4.500 2.600c-1 .6-1.500 1.200-1.500 2.400', 'M12 18h.01'),
  },
  {
    to: '/figures',
    key: 'nav.figures',
    needs: ['READ_FIGURES'],
    icon: icon('M5 19V10', 'M12 19V5', 'M19 19v-6'),
  },
  {
    to: '/admin',
    key: 'nav.admin',
    needs: ['MANAGE_ACCOUNTS', 'MANAGE_TOKENS', 'MANAGE_PARAMETERS', 'READ_AUDIT'],
    icon: icon(
      'M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
      'M12 3v3',
      'M12 18v3',
      'M3 12h3',
      'M18 12h3',
      'm5.600 5.600 2.100 2.100',
      'm16.300 16.300 2.100 2.100',
      'm5.600 18.400 2.100-2.100',
      'm16.300 7.700 2.100-2.100',
    ),
  },
]

/** The places of whoever may do these acts. */
export function placesFor(may: (...acts: Action[]) => boolean): Place[] {
  return PLACES.filter(it => it.needs.length === 0 || may(...it.needs))
}
