// The pictures that the guides show, by the names that the browser tests give them: who, path, look.

/** Their width at most, in pixels. */
export const GUIDE_WIDTH = 900

export const GUIDE_PICTURES: string[] = [
  'admin-admin-accounts-th-desk',
  'auditor-admin-audit-th-desk',
  'chief--th-phone',
  'chief-account-th-phone',
  'chief-approvals-th-phone',
  'chief-cases-th-desk',
  'chief-household-th-desk',
  'chief-imports-th-desk',
  'chief-teams-th-desk',
  'ministry-figures-th-desk',
  'officer-import-check-th-desk',
  'officer-questions-th-desk',
  'team--th-phone',
  'team-propose-th-phone',
  'team-sheets-th-desk',
  'team-visit-th-phone',
  'team-visits-th-phone',
]
