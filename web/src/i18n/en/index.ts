// All words of the language, by screen.
import account from './account.json'
import admin from './admin.json'
import approvals from './approvals.json'
import cases from './cases.json'
import common from './common.json'
import figures from './figures.json'
import home from './home.json'
import household from './household.json'
import imports from './imports.json'
import labels from './labels.generated.json'
import offline from './offline.json'
import partners from './partners.json'
import propose from './propose.json'
import questions from './questions.json'
import sheets from './sheets.json'
import teams from './teams.json'
import visit from './visit.json'

export default {
  account,
  admin,
  approvals,
  cases,
  common,
  figures,
  home,
  household,
  imports,
  labels,
  offline,
  partners,
  propose,
  questions,
  sheets,
  teams,
  visit,
}
