// Taking an act over many cases back. The same act is always sent under the same name, so that what came of it can be
// read again, page by page, after it was done.
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useClient } from 'urql'
import { say } from '~/base/said'
import { useFormat } from '~/format/use-format'
import type { Outcome, Refusal } from '~/graph/act'
import { faultOf } from '~/graph/fault'
import { UndoActDocument, type UndoActMutation } from './acts.generated'

export type Undone = NonNullable<UndoActMutation['actUndo']['undone']>

/** Takes an act back, or reads a further page of what was kept. */
export function useUndo() {
  const client = useClient()
  return useCallback(
    async (actId: string, after: string | null = null): Promise<Outcome<Undone>> => {
      const key = `undo:${actId}`
      const result = await client.mutation(UndoActDocument, { actId, after, key }).toPromise()
      if (result.error) {
        const fault = faultOf(result.error)
        return fault.kind === 'offline' || fault.kind === 'failed'
          ? { done: false, refusals: [], fault }
          : { done: false, refusals: [{ code: fault.code, message: fault.message }] }
      }
      const { undone, userErrors } = result.data?.actUndo ?? { undone: null, userErrors: [] as Refusal[] }
      return undone ? { done: true, payload: undone } : { done: false, refusals: userErrors }
    },
    [client],
  )
}

/** Says that an act was done, with the way back beside it. */
export function useSayAct() {
  const { t } = useTranslation('cases')
  const format = useFormat()
  const undo = useUndo()
  const navigate = useNavigate()
  return useCallback(
    (told: string, actId: string) =>
      say(told, async () => {
        const came = await undo(actId)
        if (!came.done) {
          say(came.refusals[0]?.message ?? t('undo.failed'))
        } else if (came.payload.keptCount > 0) {
          void navigate(`/cases/acts?kept=${actId}`)
        } else {
          say(t('undo.all', { told: format.number(came.payload.returnedCount) }))
        }
      }),
    [t, format, undo, navigate],
  )
}
