// Agreeing to a proposed closing; for a while it can be taken back.
import { useTranslation } from 'react-i18next'
import { say } from '~/base/said'
import { useLabel } from '~/format/use-format'
import { useAct } from '~/graph/act'
import { AgreeClosingDocument, UndoAgreedClosingDocument } from './acts.generated'
import { Ask } from './ask'
import { useStory } from './story'

export function AgreeClosing({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('household')
  const label = useLabel()
  const { it, refresh } = useStory()
  const [undo] = useAct(UndoAgreedClosingDocument)
  const takeBack = async (actId: string) => {
    const came = await undo({ actId })
    refresh()
    say(t(came.done && came.payload.undone?.keptCount === 0 ? 'said.undone' : 'said.notUndone'))
  }
  return (
    <Ask
      title={t('act.agree')}
      lead={
        <>
          {t('lead.agree')} <strong>{label('closing_reason', it.closingProposal?.reason)}</strong>
        </>
      }
      button={t('do.agree')}
      document={AgreeClosingDocument}
      variables={expectedVersion => ({ selection: { cases: [{ caseId: it.id, expectedVersion }] } })}
      version={it.version}
      said={t('said.agree')}
      onClose={onClose}
      onDone={({ act }) => {
        say(t('said.agree'), act ? () => void takeBack(act.id) : undefined)
        onClose()
      }}
    />
  )
}
