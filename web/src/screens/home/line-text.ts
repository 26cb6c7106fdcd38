// The text for a LINE group: where, as of when, figures, a link; nothing about anybody.
import { useTranslation } from 'react-i18next'
import { useMe } from '~/app/session'
import { today } from '~/format/format'
import { useFormat } from '~/format/use-format'
import { useAreaName } from './place'

type Told = { label: string; count?: number | undefined }

/** Heading, one line a figure, and the link; what is not known is left out. */
export function lineText(heading: string[], figures: string[], link: string): string {
  return [heading.filter(Boolean).join(' '), ...figures.map(it => `• ${it}`), link].join('\n')
}

export function useLineText() {
  const { t } = useTranslation('home')
  const format = useFormat()
  const nameOf = useAreaName()
  const area = useMe().grants.find(it => it.areas.length > 0)?.areas[0]
  return (title: string, told: Told[], path: string) => {
    const figures = told.flatMap(({ label, count }) =>
      count === undefined ? [] : [`${label} ${format.number(count)}`],
    )
    const heading = [t('line.product'), title, nameOf(area)]
    return lineText(
      [...heading, t('line.asOf', { date: format.day(today()) })],
      figures,
      `${location.origin}${path}`,
    )
  }
}
