// How GraphiQL asks: as the client does, by the one POST route, with the session in its cookie.
import { Client, createRequest, fetchExchange, type OperationResult } from '@urql/core'
import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  getOperationAST,
  Kind,
  parse,
  separateOperations,
} from 'graphql'
import { map, pipe, toAsyncIterable } from 'wonka'
import { preferences } from '~/app/preferences'
import { MARK } from '~/graph/mark'

type Asked = { query: string; variables?: Record<string, unknown> | null; operationName?: string | null }

const URL = '/graphql'

const headers = () => ({ ...MARK, 'Accept-Language': preferences.get().language })

/** Answers what is asked as the server does; what is watched, again and again. */
export function ask({ operationName, ...rest }: Asked) {
  const document = read(rest.query)
  const operations = document?.definitions.filter(it => it.kind === Kind.OPERATION_DEFINITION) ?? []
  // GraphiQL is slow to see that a name has gone; of one operation none is needed.
  const asked: Asked = operations.length > 1 ? { ...rest, operationName } : rest
  if (!document || getOperationAST(document, asked.operationName)?.operation !== 'subscription') {
    return once(asked)
  }
  // Of several operations only the one that is meant is sent: urql would name the first.
  const meant = asked.operationName ? separateOperations(document)[asked.operationName] : undefined
  const watching = new Client({
    url: URL,
    preferGetMethod: false,
    fetchSubscriptions: true,
    exchanges: [fetchExchange],
    fetchOptions: { credentials: 'same-origin', headers: headers() },
  })
  const request = createRequest(meant ?? document, asked.variables ?? {})
  return pipe(watching.executeSubscription(request), map(told), toAsyncIterable)
}

/** What is no document is for the server to say. */
function read(query: string): DocumentNode | null {
  try {
    return parse(query)
  } catch {
    return null
  }
}

async function once(asked: Asked): Promise<ExecutionResult> {
  const answer = await fetch(URL, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { ...headers(), 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify(asked),
  })
  return answer.json()
}

/** An answer in the server's own words. */
function told({ data, error }: OperationResult): ExecutionResult {
  if (!error) return { data }
  const errors = error.networkError ? [new GraphQLError(error.networkError.message)] : error.graphQLErrors
  return data ? { data, errors } : { errors }
}
