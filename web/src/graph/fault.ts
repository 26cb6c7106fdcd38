// Why a request came to nothing, in the few kinds a person can do something about.
import type { CombinedError } from '@urql/core'

export type FaultKind = 'offline' | 'ended' | 'hidden' | 'forbidden' | 'failed' | 'refused'

export type Fault = { kind: FaultKind; code: string; message: string }

const KINDS: Record<string, FaultKind> = {
  UNAUTHENTICATED: 'ended',
  SESSION_ENDED: 'ended',
  SESSION_EXPIRED: 'ended',
  NOT_FOUND: 'hidden',
  FORBIDDEN: 'forbidden',
  PASSWORD_CHANGE_REQUIRED: 'forbidden',
  INTERNAL: 'failed',
}

/** The fault that an error of the client tells of. */
export function faultOf(error: CombinedError): Fault {
  const told = error.graphQLErrors[0]
  if (told) {
    const code = String(told.extensions?.code ?? 'INTERNAL')
    return { kind: KINDS[code] ?? 'refused', code, message: told.message }
  }
  const status = (error.response as Response | undefined)?.status
  if (status === 401) return { kind: 'ended', code: 'SESSION_ENDED', message: '' }
  if (status && status >= 500) return { kind: 'failed', code: String(status), message: '' }
  return { kind: 'offline', code: 'NETWORK', message: '' }
}
