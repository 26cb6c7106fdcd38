// How far the figures can be trusted: of when they are, exact or published, from how many areas.
import { useTranslation } from 'react-i18next'
import { usePreferences } from '~/app/preferences'
import { areaName } from '~/base/area-picker/area-name'
import { Badge } from '~/base/badge'
import { Card, Facts, Row } from '~/base/page'
import { useFormat } from '~/format/use-format'
import style from './figures.module.css'
import type { Summary } from './matrix'

export function Standing({ summary, silentDays }: { summary: Summary; silentDays: number }) {
  const { t } = useTranslation(['figures', 'common'])
  const { language } = usePreferences()
  const format = useFormat()
  const { coverage } = summary
  return (
    <Card tone={coverage.isComplete ? undefined : 'warn'}>
      <Row>
        <Badge tone={summary.isExact ? 'good' : 'calm'}>
          {summary.isExact ? t('standing.exact') : t('standing.published')}
        </Badge>
        {summary.isImportRunning && <Badge tone="warn">{t('standing.importing')}</Badge>}
        {!coverage.isComplete && <Badge tone="warn">{t('standing.incomplete')}</Badge>}
      </Row>
      <Facts
        of={[
          [t('standing.asOf'), format.instant(summary.asOf)],
          [
            t('standing.coverage'),
            t('standing.areas', {
              some: format.number(coverage.reportingCount),
              all: format.number(coverage.areaCount),
            }),
          ],
          [
            t('standing.active'),
            coverage.lastActivityOn ? format.day(coverage.lastActivityOn) : t('standing.unknown'),
          ],
        ]}
      />
      {!summary.isExact && (
        <p>{t('standing.rounded', { least: format.number(summary.smallestShown ?? 0) })}</p>
      )}
      {summary.levelNote && <p>{summary.levelNote}</p>}
      {coverage.silent.length > 0 && (
        <details>
          <summary className={style.summary}>
            {t('standing.silent', {
              count: coverage.silent.length,
              n: format.number(coverage.silent.length),
              days: format.number(silentDays),
            })}
          </summary>
          <ul className={style.silent}>
            {coverage.silent.map(it => (
              <li key={it.id}>{format.digits(areaName(it, language))}</li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  )
}
