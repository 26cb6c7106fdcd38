// How far something is, as a bar and in numbers.
import { useTranslation } from 'react-i18next'
import { useFormat } from '~/format/use-format'
import style from './imports.module.css'

export function Progress({ done, all, label }: { done: number; all: number; label: string }) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  return (
    <div className={style.progress}>
      <progress value={all > 0 ? done : undefined} max={all > 0 ? all : undefined} aria-label={label} />
      <span>
        {all > 0 ? t('rowsOf', { done: format.number(done), all: format.number(all) }) : t('begins')}
      </span>
    </div>
  )
}
