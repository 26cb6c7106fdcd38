// What is said of each paper that waits.
import { useTranslation } from 'react-i18next'
import { daysBetween, today } from '~/format/format'
import { useFormat } from '~/format/use-format'

/** Who proposed it and since when it waits, in one line. */
export function useFrom() {
  const { t } = useTranslation('approvals')
  const format = useFormat()
  return (by: string | null | undefined, at: string) => {
    const day = at.includes('T') ? today(new Date(at)) : at
    const count = Math.max(0, daysBetween(day, today()))
    const since = count === 0 ? t('from.today') : t('from.since', { date: format.day(day), count })
    return [by && t('from.by', { by }), since].filter(Boolean).join(' · ')
  }
}
