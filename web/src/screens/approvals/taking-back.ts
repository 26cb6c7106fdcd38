// Says what was agreed, with the way back where the act has one.
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { say } from '~/base/said'
import { useAct } from '~/graph/act'
import { ApprovalsUndoActDocument } from './approvals.generated'
import type { Agreed } from './decide'
import { inTurn } from './in-turn'

/** Gives what says that it was done and offers to take it back; `again` asks the list anew. */
export function useSaid(again: () => void) {
  const { t } = useTranslation('approvals')
  const [undo] = useAct(ApprovalsUndoActDocument)
  return useCallback(
    (text: string, { actIds }: Pick<Agreed, 'actIds'>) => {
      const takeBack = async () => {
        const turned = await inTurn(actIds, actId => undo({ actId }))
        const returned = turned.done.reduce((sum, it) => sum + (it.undone?.returnedCount ?? 0), 0)
        const kept = turned.done.reduce((sum, it) => sum + (it.undone?.keptCount ?? 0), 0)
        if (turned.done.length > 0)
          say(t(kept > 0 ? 'undo.withKept' : 'undo.done', { count: returned, kept }))
        const refusal = turned.refused[0]?.refusals[0]
        if (refusal) say(refusal.message)
        if (turned.fault) say(t('undo.failed'))
        again()
      }
      say(text, actIds.length > 0 ? () => void takeBack() : undefined)
    },
    [t, undo, again],
  )
}
