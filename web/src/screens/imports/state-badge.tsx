// How far an import is, in a word.
import { useTranslation } from 'react-i18next'
import { Badge, type BadgeTone } from '~/base/badge'
import type { ImportState } from '~/graph/schema.generated'

const TONE: Record<ImportState, BadgeTone> = {
  WAITING: 'warn',
  SENT_BACK: 'urgent',
  APPLYING: 'calm',
  APPLIED: 'good',
  UNDOING: 'calm',
  UNDONE: 'plain',
  FAILED: 'urgent',
  STOPPED: 'warn',
}

export function StateBadge({ state }: { state: ImportState }) {
  const { t } = useTranslation('imports')
  return <Badge tone={TONE[state]}>{t(`state.${state}`)}</Badge>
}
