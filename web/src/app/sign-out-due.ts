// Somebody signed out without a line: the server hears of it first thing, before anybody is taken for signed in.
const PLACE = 'phonjon.signOutDue'

export const signOutDue = {
  is() {
    try {
      return localStorage.getItem(PLACE) !== null
    } catch {
      // What keeps nothing owes nothing.
      return false
    }
  },
  remember: () => localStorage.setItem(PLACE, 'yes'),
  forget: () => localStorage.removeItem(PLACE),
}
