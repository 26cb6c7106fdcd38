// Changing something: one idempotency key an attempt, the same key when it is tried again.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { useCallback, useRef, useState } from 'react'
import { type AnyVariables, useClient } from 'urql'
import { v7 as newId } from 'uuid'
import { type Fault, faultOf } from './fault'

/** One field of a record that two people changed. */
export type FieldConflict = {
  name: string
  base?: string | null
  yours?: string | null
  theirs?: string | null
}

/** Why an act was refused. */
export type Refusal = {
  code: string
  message: string
  field?: string | null
  conflict?: { version: number; fields: FieldConflict[] } | null
}

export type Outcome<Payload> =
  | { done: true; payload: Payload }
  | { done: false; refusals: Refusal[]; fault?: undefined }
  | { done: false; refusals: []; fault: Fault }

type Field<D> = Omit<D, '__typename'>
type PayloadOf<D> = NonNullable<Field<D>[keyof Field<D>]>
type Payload = { userErrors: Refusal[] }

/**
 * Runs a mutation of one field whose payload has `userErrors`. After a lost answer the same variables are sent with the
 * same key, so nothing is done twice.
 */
export function useAct<D, V extends AnyVariables>(document: TypedDocumentNode<D, V>) {
  const client = useClient()
  const [isBusy, setBusy] = useState(false)
  const unsure = useRef<{ sent: string; key: string } | null>(null)
  const act = useCallback(
    async (variables: Omit<V, 'key'>): Promise<Outcome<PayloadOf<D>>> => {
      const sent = JSON.stringify(variables)
      const key = unsure.current?.sent === sent ? unsure.current.key : newId()
      setBusy(true)
      const result = await client.mutation(document, { ...variables, key } as unknown as V).toPromise()
      setBusy(false)
      if (result.error || !result.data) {
        const fault: Fault = result.error
          ? faultOf(result.error)
          : { kind: 'failed', code: 'INTERNAL', message: '' }
        unsure.current = fault.kind === 'offline' || fault.kind === 'failed' ? { sent, key } : null
        if (fault.kind === 'refused' || fault.kind === 'hidden' || fault.kind === 'forbidden') {
          return { done: false, refusals: [{ code: fault.code, message: fault.message }] }
        }
        return { done: false, refusals: [], fault }
      }
      unsure.current = null
      const payload = Object.entries(result.data).find(
        ([name]) => name !== '__typename',
      )?.[1] as PayloadOf<D> & Payload
      if (payload.userErrors.length > 0) return { done: false, refusals: payload.userErrors }
      return { done: true, payload }
    },
    [client, document],
  )
  return [act, isBusy] as const
}
