// The level with its whole reason, and plainly what is missing for the next.
import { useTranslation } from 'react-i18next'
import { Badge, LevelBadge } from '~/base/badge'
import { Card, Row, Soft } from '~/base/page'
import { Table } from '~/base/table'
import { useFormat, useLabel } from '~/format/use-format'
import type { VerdictWholeFragment } from './household.generated'
import style from './household.module.css'
import { between, byLevel, nextLevel } from './ladder'
import { useMany } from './many'
import { Nothing } from './nothing'
import { useStory } from './story'

type Criterion = VerdictWholeFragment['criteria'][number]

export function LevelSection() {
  const { t } = useTranslation('household')
  const many = useMany()
  const format = useFormat()
  const { level, levelFromSurveyOnly, verdict } = useStory().it
  if (!verdict) return <Nothing>{t('level.none')}</Nothing>
  return (
    <>
      <Card tone={levelFromSurveyOnly ? 'warn' : undefined}>
        <Row>
          <LevelBadge level={level} isSurveyOnly={levelFromSurveyOnly} />
          <Soft>{t('level.assessed', { date: format.day(verdict.assessedOn) })}</Soft>
        </Row>
        {levelFromSurveyOnly && <p>{t('level.surveyOnly')}</p>}
        {verdict.note && (
          <p>
            <strong>{verdict.note}</strong>
          </p>
        )}
        <Missing verdict={verdict} />
      </Card>
      <details className={style.more}>
        <summary>{t('level.criteria', many(verdict.criteria.length))}</summary>
        <Criteria verdict={verdict} />
      </details>
    </>
  )
}

function Missing({ verdict }: { verdict: VerdictWholeFragment }) {
  const { t } = useTranslation('household')
  const many = useMany()
  const format = useFormat()
  const label = useLabel()
  const next = nextLevel(verdict.level)
  if (!next) return <p>{t('level.top')}</p>
  const { unmet, unknown } = between(verdict.level, verdict.criteria)
  return (
    <>
      <h3>{t('level.missing', { level: label('level', next) })}</h3>
      <ul className={style.ticks}>
        {unmet.map(it => (
          <li key={it.code} data-mark="no">
            <span>
              {it.text} <Soft>{t('level.notMet')}</Soft>
            </span>
          </li>
        ))}
        {unknown.map(it => (
          <li key={it.code} data-mark="unknown">
            <span>
              {it.text} <Soft>{t('level.ask')}</Soft>
            </span>
          </li>
        ))}
        {next === 'SUSTAINABLE' && (
          <li data-mark="unknown">
            <span>
              {verdict.sufficientSince
                ? t('level.heldSince', {
                    ...many(verdict.nSufficientBefore),
                    date: format.day(verdict.sufficientSince),
                  })
                : t('level.mustHold')}
            </span>
          </li>
        )}
      </ul>
    </>
  )
}

function Criteria({ verdict }: { verdict: VerdictWholeFragment }) {
  const { t } = useTranslation('household')
  const label = useLabel()
  return (
    <>
      {byLevel(verdict.criteria).map(([level, criteria]) => (
        <div key={level} className={style.group}>
          <h3>{t('level.needs', { level: label('level', level) })}</h3>
          <Table
            label={label('level', level)}
            rows={criteria}
            rowKey={it => it.code}
            columns={[
              { key: 'text', head: t('level.criterion'), cell: it => it.text },
              { key: 'met', head: t('level.result'), cell: it => <Met it={it} /> },
              { key: 'value', head: t('level.value'), cell: it => <Value it={it} /> },
              { key: 'source', head: t('source'), cell: it => <Origin it={it} /> },
            ]}
          />
        </div>
      ))}
      <Soft>{t('level.set', { set: verdict.criteriaSet })}</Soft>
    </>
  )
}

function Met({ it }: { it: Criterion }) {
  const label = useLabel()
  if (it.isMet === true) return <Badge tone="good">{label('met', 'yes')}</Badge>
  if (it.isMet === false) return <Badge tone="urgent">{label('met', 'no')}</Badge>
  return <Badge>{label('met', 'unknown')}</Badge>
}

function Value({ it }: { it: Criterion }) {
  const { t } = useTranslation('household')
  const format = useFormat()
  if (!it.fact) return <>{t('unknown')}</>
  const { amount, trouble } = it.fact
  if (amount) {
    return (
      <>
        {t('level.perYear', { amount: format.baht(amount) })}
        {it.line && (
          <div>
            <Soft>{t('level.line', { amount: format.baht(it.line), set: it.lineVersion ?? '' })}</Soft>
          </div>
        )}
      </>
    )
  }
  return <>{t(trouble ? 'level.trouble' : 'level.noTrouble')}</>
}

function Origin({ it }: { it: Criterion }) {
  const { t } = useTranslation('household')
  const format = useFormat()
  const label = useLabel()
  if (!it.fact) return <>{t('level.ask')}</>
  const { origin, surveyYear, observedOn, seenAtHome } = it.fact
  const source =
    origin === 'visit'
      ? t('origin.visit')
      : origin === 'office'
        ? t('origin.office')
        : label('source', origin)
  return (
    <>
      {[source, surveyYear && format.year(surveyYear)].filter(Boolean).join(' ')}
      {observedOn && !surveyYear && ` ${format.day(observedOn)}`}
      {seenAtHome === true && ` · ${t('level.atHome')}`}
    </>
  )
}
