// Asking the program itself, as the person at the screen: to prepare what a story needs, and to count what came of it.
import { randomUUID } from 'node:crypto'
import type { Person } from './browser'

/** What a query or a mutation answers; the page's own cookie says who asks. */
export async function ask<Data>(person: Person, query: string, variables: object = {}): Promise<Data> {
  const answer = await person.page.evaluate(async body => {
    const headers = { 'Content-Type': 'application/json', 'X-Phonjon-Client': 'web' }
    const response = await fetch('/graphql', { method: 'POST', headers, body })
    return (await response.json()) as { data?: unknown; errors?: unknown }
  }, JSON.stringify({ query, variables }))
  if (!answer.data || answer.errors) throw new Error(JSON.stringify(answer.errors))
  return answer.data as Data
}

/** Does one act; a refusal ends the story. */
export async function act(person: Person, call: string, result = ''): Promise<void> {
  const query = `mutation { done: ${call.replace('KEY', `"${randomUUID()}"`)} { userErrors { code message } ${result} } }`
  const { done } = await ask<{ done: { userErrors: unknown[] } }>(person, query)
  if (done.userErrors.length > 0) throw new Error(JSON.stringify(done.userErrors))
}
