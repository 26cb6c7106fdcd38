// A number, or in words why it is not shown; never nought or a dash in its place.
import { useTranslation } from 'react-i18next'
import { useFormat } from '~/format/use-format'
import style from './figures.module.css'
import type { Count } from './matrix'

export function FigureNumber({ count }: { count?: Count }) {
  const { t } = useTranslation(['figures', 'labels'])
  const format = useFormat()
  if (!count) return null
  if (count.value != null) return format.number(count.value)
  return <span className={style.withheld}>{t(`labels:withheld.${count.withheld ?? 'SMALL'}`)}</span>
}
