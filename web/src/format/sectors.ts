// The seven partner sectors, in the order documents print them.
import type { Sector } from '~/graph/schema.generated'

export const SECTORS = [
  'STATE',
  'RELIGION',
  'ACADEMIA',
  'PRIVATE',
  'PEOPLE',
  'CIVIL_SOCIETY',
  'MEDIA',
] as const satisfies Sector[]
