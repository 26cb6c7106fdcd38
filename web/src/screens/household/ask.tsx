// An act in a dialog: its fields, why it was refused, and what to do where somebody else was faster.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Acts, Dialog } from '~/base/dialog'
import { Stack } from '~/base/page'
import { Refused } from '~/base/refused'
import { say } from '~/base/said'
import type { Family } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import { Conflict } from './conflict'
import { useStory } from './story'

type PayloadOf<D> = NonNullable<Omit<D, '__typename'>[keyof Omit<D, '__typename'>]>

type AskProps<D, V> = {
  title: string
  lead?: ReactNode
  /** The button that does it. */
  button: string
  tone?: 'main' | 'danger'
  document: TypedDocumentNode<D, V>
  /** What is sent, for the version that was read or, where somebody was faster, is there now. */
  variables: (expectedVersion: number) => Omit<V, 'key'>
  /** The version that was read, where the act asks for it. */
  version?: number
  /** What a status is a status of, where two people changed it. */
  family?: Family
  /** Fields that show their own refusals. */
  fields?: string[]
  /** It cannot be sent yet. */
  isUnready?: boolean
  isFirm?: boolean
  isWide?: boolean
  /** What is said when it was done. */
  said: string
  onClose: () => void
  onDone?: (payload: PayloadOf<D>) => void
  children?: (outcome: Outcome<PayloadOf<D>> | null) => ReactNode
}

// biome-ignore lint/suspicious/noExplicitAny: each act has variables of its own.
export function Ask<D, V extends Record<string, any>>(props: AskProps<D, V>) {
  const { t } = useTranslation(['household', 'common'])
  const { refresh } = useStory()
  const [act, isBusy] = useAct(props.document)
  const [outcome, setOutcome] = useState<Outcome<PayloadOf<D>> | null>(null)
  const conflict = outcome && !outcome.done ? outcome.refusals.find(it => it.conflict)?.conflict : undefined

  const send = async (version = 0) => {
    const came = await act(props.variables(version))
    setOutcome(came)
    if (!came.done) return
    refresh()
    if (props.onDone) props.onDone(came.payload)
    else {
      say(props.said)
      props.onClose()
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!props.isUnready) void send(props.version)
  }
  const leave = () => {
    if (conflict) refresh()
    props.onClose()
  }

  return (
    <Dialog title={props.title} isOpen isFirm={props.isFirm} isWide={props.isWide} onClose={leave}>
      <form onSubmit={submit} noValidate>
        <Stack>
          {props.lead && <p>{props.lead}</p>}
          {!conflict && <Refused outcome={outcome} fields={props.fields} />}
          {props.children?.(outcome)}
          {conflict ? (
            <Conflict
              fields={conflict.fields}
              family={props.family}
              isBusy={isBusy}
              onMine={() => void send(conflict.version)}
              onTheirs={leave}
            />
          ) : (
            <Acts>
              <Button onPress={leave}>{t('common:act.cancel')}</Button>
              <Button
                tone={props.tone ?? 'main'}
                type="submit"
                isBusy={isBusy}
                isDisabled={props.isUnready ?? false}
              >
                {props.button}
              </Button>
            </Acts>
          )}
        </Stack>
      </form>
    </Dialog>
  )
}
