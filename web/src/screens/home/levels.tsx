// Households by level: a bar each with its number beside it, so that no colour has to be told apart.
import { useTranslation } from 'react-i18next'
import { Card, Soft } from '~/base/page'
import { useLabel } from '~/format/use-format'
import { CountText } from './count-text'
import type { HomeSummaryQuery } from './home.generated'
import style from './home.module.css'

type Line = HomeSummaryQuery['summary']['lines'][number]

export function Levels({ lines, note }: { lines: Line[]; note?: string | null }) {
  const { t } = useTranslation('home')
  const label = useLabel()
  const levels = lines.filter(it => it.keys[0] && !it.keys[0].isTotal)
  const most = Math.max(1, ...levels.map(it => it.figure.households.value ?? 0))
  if (levels.length === 0) return null
  return (
    <Card>
      <h3>{t('figures.levels')}</h3>
      {note && <Soft>{note}</Soft>}
      <dl className={style.levels}>
        {levels.map(({ keys, figure }) => (
          <div key={keys[0]?.value} data-level={keys[0]?.value}>
            <dt>{label('level', keys[0]?.value)}</dt>
            <dd>
              <span
                className={figure.households.value == null ? undefined : style.levelBar}
                style={{ width: `${((figure.households.value ?? 0) / most) * 100}%` }}
                aria-hidden="true"
              />
              <span>
                <CountText of={figure.households} />
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
