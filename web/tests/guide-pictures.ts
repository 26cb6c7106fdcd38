// The pictures that the guides show, by the names that the browser tests give them: who, path, look.
export const GUIDE_PICTURES = [
  'admin-admin-accounts-th-desk',
  'chief--th-phone',
  'chief-account-th-phone',
  'chief-approvals-th-phone',
  'chief-cases-th-desk',
  'chief-imports-th-desk',
  'chief-teams-th-desk',
  'ministry-figures-th-desk',
  'officer-import-check-th-desk',
  'officer-questions-th-desk',
  'team--th-phone',
  'team-sheets-th-desk',
  'team-visit-th-phone',
  'team-visits-th-phone',
]
