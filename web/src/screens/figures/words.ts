// What the values of facets are called.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '~/app/preferences'
import { areaName } from '~/base/area-picker/area-name'
import { type Family, useFormat, useLabel } from '~/format/use-format'
import type { Facet } from '~/graph/schema.generated'
import type { Head, Summary } from './matrix'

const FAMILY: Record<Exclude<Facet, 'AREA' | 'PROGRESS'>, Family> = {
  LEVEL: 'level',
  STATUS: 'case_status',
  DIMENSION: 'dimension',
  PROBLEM_GROUP: 'problem_group',
  SOURCE: 'source',
  SECTOR: 'sector',
}

/** The word of a step of progress. */
export function useStepName() {
  const { t } = useTranslation('figures')
  const label = useLabel()
  return useMemo(
    () => (step: string | null | undefined) =>
      step === 'listed' || step === 'helped' || step === 'sustainable' ? t(step) : label('step', step),
    [t, label],
  )
}

/** The word of a line's value; `asked` is the area asked for, under which stands what is known no nearer. */
export function useHeadName(asked: Summary['area']) {
  const { t } = useTranslation('figures')
  const { language } = usePreferences()
  const format = useFormat()
  const label = useLabel()
  const step = useStepName()
  return useMemo(
    () =>
      ({ facet, area, value, isTotal }: Head): string => {
        if (isTotal) return t('total')
        if (facet === 'AREA') {
          if (!area || area.id === asked?.id) return t('noNearer')
          return format.digits(areaName(area, language))
        }
        if (value === 'none') return t(`none.${facet as NoneOf}`)
        if (facet === 'PROGRESS') return step(value)
        return label(FAMILY[facet], value)
      },
    [t, language, format, label, step, asked],
  )
}

type NoneOf = 'DIMENSION' | 'PROBLEM_GROUP' | 'SOURCE' | 'SECTOR'
