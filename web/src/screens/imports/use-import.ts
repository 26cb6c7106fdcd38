// One import, told by the server while it runs, and looked at now and then in case that line breaks.
import { useEffect } from 'react'
import { useQuery, useSubscription } from 'urql'
import { ImportProgressDocument, OneImportDocument } from './imports.generated'

/** Milliseconds between two looks at an import that runs. */
const LOOK_AGAIN = 3000

const QUIET = { quiet: true }

export function useImport(id: string) {
  const [result, again] = useQuery({
    query: OneImportDocument,
    variables: { id },
    requestPolicy: 'cache-and-network',
  })
  const state = result.data?.import.state
  const isRunning = state === 'APPLYING' || state === 'UNDOING'
  // It begins once somebody else agrees.
  const mayChange = isRunning || state === 'WAITING'
  // What it tells is the same record as the one asked for.
  useSubscription({
    query: ImportProgressDocument,
    variables: { id },
    pause: !isRunning,
    context: QUIET,
  })
  useEffect(() => {
    if (!mayChange) return
    const timer = setInterval(() => again({ requestPolicy: 'network-only' }), LOOK_AGAIN)
    return () => clearInterval(timer)
  }, [mayChange, again])
  return { result, again, isRunning }
}
