// A number, or in words why it is not shown; never nought or a dash in its place.
import { useFormat, useLabel } from '~/format/use-format'
import style from './figures.module.css'
import type { Count } from './matrix'

export function FigureNumber({ count }: { count?: Count }) {
  const label = useLabel()
  const format = useFormat()
  if (!count) return null
  if (count.value != null) return format.number(count.value)
  return <span className={style.withheld}>{label('withheld', count.withheld ?? 'SMALL')}</span>
}
