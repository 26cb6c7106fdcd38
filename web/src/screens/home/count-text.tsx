// A count, or in words why it is not shown; never nought for what is withheld.
import { useTranslation } from 'react-i18next'
import { useFormat, useLabel } from '~/format/use-format'
import type { Withheld } from '~/graph/schema.generated'
import style from './home.module.css'

export type Count = { value?: number | null; withheld?: Withheld | null }

export function CountText({ of }: { of: Count | undefined }) {
  const { t } = useTranslation('common')
  const format = useFormat()
  const label = useLabel()
  if (of?.value != null) return format.number(of.value)
  return (
    <span className={style.withheld}>{of?.withheld ? label('withheld', of.withheld) : t('unknown')}</span>
  )
}
