// A case on a phone: what one looks for first, large enough for thumbs.
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useSession } from '~/app/session'
import { Badge, LevelBadge, StatusBadge, UrgentBadge } from '~/base/badge'
import { ButtonLink } from '~/base/button-link'
import { Checkbox } from '~/base/field'
import { Soft } from '~/base/page'
import { Whole } from '~/base/whole'
import { useFormat, useLabel } from '~/format/use-format'
import style from './cases.module.css'
import { useColumns } from './columns'
import { headOf, memberCount } from './told'
import type { Row } from './use-cases'

export const CaseCard = memo(function CaseCard({
  row,
  isMarked,
  onToggle,
}: {
  row: Row
  /** Null where nothing is done to many. */
  isMarked: boolean | null
  onToggle?: (row: Row) => void
}) {
  const { t } = useTranslation(['cases', 'common'])
  const format = useFormat()
  const label = useLabel()
  const { may } = useSession()
  const { house, place, seen } = useColumns()
  const count = memberCount(row)
  const lines = [
    [house.text(row), place.text(row)],
    [count === null ? '' : t('memberCount', { told: format.number(count) }), row.household.shortNumber ?? ''],
    [row.team?.name ?? t('noTeam'), row.mentorTeam?.name ?? t('noMentorTeam')],
  ].map(parts => parts.filter(Boolean).join(' · '))
  const name = headOf(row) || house.text(row)
  // Who does nothing to many goes to the houses: from here a visit where nothing changed is three taps.
  const isVisitor = isMarked === null && may('RECORD_VISIT') && row.status !== 'CLOSED'
  return (
    <article className={style.case} data-selected={isMarked || undefined}>
      <header>
        <Link to={`/cases/${row.id}`} className={style.open}>
          <Whole>{name}</Whole>
        </Link>
        {isMarked !== null && (
          <span className={style.mark}>
            <Checkbox
              aria-label={t('common:table.selectRow')}
              isSelected={isMarked}
              onChange={() => onToggle?.(row)}
            />
          </span>
        )}
      </header>
      {lines.map(
        it =>
          it && (
            <Soft key={it}>
              <Whole>{it}</Whole>
            </Soft>
          ),
      )}
      <footer>
        {row.urgent && <UrgentBadge />}
        <StatusBadge status={row.status} />
        {row.continuingCare && <Badge>{label('case_status', 'continuing_care')}</Badge>}
        <LevelBadge level={row.level} isSurveyOnly={row.levelFromSurveyOnly} />
        <Soft>
          {label('step', row.step)} · {t('column.seen')} {seen.text(row)}
        </Soft>
        {isVisitor && (
          <span className={style.visit}>
            <ButtonLink to={`/cases/${row.id}/visit`} aria-label={t('visitOf', { name })}>
              {t('visit')}
            </ButtonLink>
          </span>
        )}
      </footer>
    </article>
  )
})
