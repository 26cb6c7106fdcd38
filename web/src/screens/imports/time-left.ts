// How long something still takes, in words: the fewer the farther away.
import { useTranslation } from 'react-i18next'
import { useFormat } from '~/format/use-format'

type Left = { unit: 'soon' | 'minutes' | 'hours'; count: number }

/** Rounded up: nobody minds what is done sooner. */
export function leftOf(seconds: number): Left {
  if (seconds < 60) return { unit: 'soon', count: 1 }
  if (seconds < 5400) return { unit: 'minutes', count: Math.ceil(seconds / 60) }
  return { unit: 'hours', count: Math.ceil(seconds / 3600) }
}

export function useTimeLeft() {
  const { t } = useTranslation('imports')
  const format = useFormat()
  return (seconds: number) => {
    const { unit, count } = leftOf(seconds)
    return t(`left.${unit}`, { count, number: format.number(count) })
  }
}
