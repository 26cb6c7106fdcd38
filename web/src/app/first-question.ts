// The first question of every page, who is signed in: it is on its way before the rest of the client is run.
import { MARK } from '~/graph/mark'
import { preferences } from './preferences'
import operations from './session.graphql?raw'
import { signOutDue } from './sign-out-due'

function ask(): Promise<Response> {
  const answer = fetch('/graphql', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { ...MARK, 'Content-Type': 'application/json', 'Accept-Language': preferences.get().language },
    body: JSON.stringify({ operationName: 'Me', query: operations }),
  })
  // Whoever takes it hears of it; nobody may.
  answer.catch(() => {})
  return answer
}

let answer = signOutDue.is() ? null : ask()

/** The answer, as if it were asked now; every later question is sent. */
export const fetchFirst: typeof fetch = (...asked) => {
  const first = answer ?? fetch(...asked)
  answer = null
  return first
}
