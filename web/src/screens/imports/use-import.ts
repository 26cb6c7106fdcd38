// One import, looked at again while it runs.
import { useEffect } from 'react'
import { useQuery } from 'urql'
import { OneImportDocument } from './imports.generated'

/** Milliseconds between two looks at an import that runs. */
const LOOK_AGAIN = 1500

export function useImport(id: string) {
  const [result, again] = useQuery({
    query: OneImportDocument,
    variables: { id },
    requestPolicy: 'cache-and-network',
  })
  const state = result.data?.import.state
  const isRunning = state === 'APPLYING' || state === 'UNDOING'
  useEffect(() => {
    if (!isRunning) return
    const timer = setInterval(() => again({ requestPolicy: 'network-only' }), LOOK_AGAIN)
    return () => clearInterval(timer)
  }, [isRunning, again])
  return { result, again, isRunning }
}
