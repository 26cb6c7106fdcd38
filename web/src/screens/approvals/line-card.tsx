// One paper that waits, as a card: whose it is, what is proposed, by whom and since when.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { UrgentBadge } from '~/base/badge'
import { ButtonLink } from '~/base/button-link'
import { Checkbox } from '~/base/field'
import { Row, Soft } from '~/base/page'
import style from './approvals.module.css'
import type { Line } from './decide'

type LineCardProps = {
  line: Line
  isMarked: boolean
  onMark: ((isMarked: boolean) => void) | null
  acts?: ReactNode
}

export function LineCard({ line, isMarked, onMark, acts }: LineCardProps) {
  const { t } = useTranslation(['approvals', 'common'])
  return (
    <li className={style.line} data-marked={isMarked || undefined}>
      <div className={style.told}>
        <Row>
          <strong>{line.title}</strong>
          {line.isUrgent && <UrgentBadge />}
        </Row>
        {line.place && <div>{line.place}</div>}
        <div>{line.what}</div>
        <Soft>{line.from}</Soft>
      </div>
      <div className={style.lineActs}>
        {onMark && (
          <Checkbox
            isSelected={isMarked}
            onChange={onMark}
            aria-label={t('mark.leaveOutOne', { name: line.title })}
          >
            {t('mark.leaveOut')}
          </Checkbox>
        )}
        {line.caseId && (
          <ButtonLink tone="quiet" to={`/cases/${line.caseId}`}>
            {t('common:act.open')}
          </ButtonLink>
        )}
        {acts}
      </div>
    </li>
  )
}
