// Somebody signed out without a line: the server hears of it first thing, before anybody is taken for signed in.
const PLACE = 'phonjon.signOutDue'

export const signOutDue = {
  is: () => localStorage.getItem(PLACE) !== null,
  remember: () => localStorage.setItem(PLACE, 'yes'),
  forget: () => localStorage.removeItem(PLACE),
}
