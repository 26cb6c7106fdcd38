// How far something is, as a bar and in numbers; of an import how quickly it gets on, and where it was gone on with.
import { useTranslation } from 'react-i18next'
import { Soft } from '~/base/page'
import { useFormat } from '~/format/use-format'
import type { ImportToldFragment } from './imports.generated'
import style from './imports.module.css'
import { useTimeLeft } from './time-left'

type Pace = ImportToldFragment['pace']

type ProgressProps = { done: number; all: number; label: string; pace?: Pace }

export function Progress({ done, all, label, pace }: ProgressProps) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const timeLeft = useTimeLeft()
  const told = [
    all > 0 ? t('rowsOf', { done: format.number(done), all: format.number(all) }) : t('begins'),
    pace?.rowsPerMinute != null && t('pace', { rows: format.number(pace.rowsPerMinute) }),
    pace?.secondsLeft != null && timeLeft(pace.secondsLeft),
  ]
  return (
    <div className={style.progress}>
      <progress value={all > 0 ? done : undefined} max={all > 0 ? all : undefined} aria-label={label} />
      <span>{told.filter(Boolean).join(' · ')}</span>
      {pace && <Resumed of={pace} />}
    </div>
  )
}

/** That it was broken off, and where and when it was gone on with. */
export function Resumed({ of }: { of: Pace }) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  if (of.resumedAfterRows == null || !of.resumedAt) return null
  const rows = format.number(of.resumedAfterRows)
  return <Soft>{t('resumed', { rows, time: format.instant(of.resumedAt) })}</Soft>
}
