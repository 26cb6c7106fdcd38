// A client that keeps nothing: for thousands of records, which would take several times their size in the cache.
import { useMemo } from 'react'
import type { Client } from 'urql'
import { makeClient } from '~/graph/client'
import { useSession } from './session'

export function useUnkept(): Client {
  const { told } = useSession()
  return useMemo(() => makeClient(told), [told])
}
