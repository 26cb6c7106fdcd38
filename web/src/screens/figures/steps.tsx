// How far the work has come, step by step; the steps are never added.
import { useTranslation } from 'react-i18next'
import { Card, Soft } from '~/base/page'
import { useFormat } from '~/format/use-format'
import style from './figures.module.css'
import type { Summary } from './matrix'
import { FigureNumber } from './number'
import type { Counted } from './question'
import { useStepName } from './words'

export function Steps({ summary, counted }: { summary: Summary; counted: Counted }) {
  const { t } = useTranslation('figures')
  const name = useStepName()
  const format = useFormat()
  const whole = summary.total[counted].value ?? null
  // Of rounded numbers only a rounded share is true.
  const told = (share: number) =>
    summary.isExact
      ? format.percent(share)
      : t('steps.about', { share: format.percent(Math.round(share * 100) / 100) })
  return (
    <Card>
      <ol className={style.steps}>
        {summary.progress.map(({ step, figure }) => {
          const count = figure[counted]
          const share = whole && count.value != null ? count.value / whole : null
          return (
            <li key={step}>
              <div className={style.step}>
                <span>{name(step)}</span>
                <span>
                  <strong>
                    <FigureNumber count={count} />
                  </strong>{' '}
                  {share !== null && <Soft>{told(share)}</Soft>}
                </span>
              </div>
              <div className={style.bar} aria-hidden="true">
                <div style={{ inlineSize: `${Math.min(100, (share ?? 0) * 100)}%` }} />
              </div>
            </li>
          )
        })}
      </ol>
      <Soft>{t('steps.note')}</Soft>
    </Card>
  )
}
