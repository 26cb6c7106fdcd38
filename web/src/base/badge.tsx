// Where something stands, as a word on a colour; the word alone says it.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useLabel } from '~/format/use-format'
import type { CaseStatus, Level } from '~/graph/schema.generated'
import style from './badge.module.css'

export type BadgeTone = 'plain' | 'urgent' | 'warn' | 'good' | 'calm'

export function Badge({ tone = 'plain', children }: { tone?: BadgeTone; children: ReactNode }) {
  return (
    <span className={style.badge} data-tone={tone}>
      {children}
    </span>
  )
}

const OF_LEVEL: Record<Level, BadgeTone> = {
  NOT_YET_ASSESSABLE: 'plain',
  BELOW_SURVIVE: 'urgent',
  SURVIVE: 'warn',
  SUFFICIENT: 'calm',
  SUSTAINABLE: 'good',
}

export function LevelBadge({ level, isSurveyOnly }: { level: Level; isSurveyOnly?: boolean }) {
  const label = useLabel()
  return (
    <Badge tone={isSurveyOnly ? 'warn' : OF_LEVEL[level]}>
      {label('level', level)}
      {isSurveyOnly && '?'}
    </Badge>
  )
}

const OF_STATUS: Record<CaseStatus, BadgeTone> = {
  TO_VERIFY: 'warn',
  BEING_HELPED: 'calm',
  BEING_FOLLOWED: 'good',
  CLOSED: 'plain',
}

export function StatusBadge({ status }: { status: CaseStatus }) {
  const label = useLabel()
  return <Badge tone={OF_STATUS[status]}>{label('case_status', status)}</Badge>
}

export function UrgentBadge() {
  const { t } = useTranslation()
  return <Badge tone="urgent">{t('urgent')}</Badge>
}
