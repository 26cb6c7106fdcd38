// What a filter asks for, in words.
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { type Family, useFormat, useLabel } from '~/format/use-format'
import type { CaseOrder } from '~/graph/schema.generated'
import { type Filter, MARKS, type MarkName, SEVERAL, type SeveralName } from './filter'

const FAMILY: Record<SeveralName, Family> = {
  status: 'case_status',
  level: 'level',
  class: 'household_class',
  verification: 'verification',
  dimension: 'dimension',
  problemGroup: 'problem_group',
  source: 'source',
  planStatus: 'plan_status',
}

export function useFilterWords() {
  const { t } = useTranslation('cases')
  const label = useLabel()
  const several: Record<SeveralName, string> = {
    status: t('column.status'),
    level: t('column.level'),
    class: t('column.class'),
    verification: t('column.verification'),
    dimension: t('column.dimensions'),
    problemGroup: t('column.problems'),
    source: t('filter.source'),
    planStatus: t('filter.plan'),
  }
  const marks: Record<MarkName, { name: string; yes: string; no: string }> = {
    urgent: { name: t('column.urgent'), yes: t('filter.urgent'), no: t('filter.notUrgent') },
    withoutMentorTeam: {
      name: t('filter.sharing'),
      yes: t('filter.withoutMentorTeam'),
      no: t('filter.withMentorTeam'),
    },
    closingProposed: {
      name: t('column.closing'),
      yes: t('filter.closingProposed'),
      no: t('filter.closingNotProposed'),
    },
    levelSurveyOnly: {
      name: t('filter.fall'),
      yes: t('filter.surveyOnly'),
      no: t('filter.notSurveyOnly'),
    },
    continuingCare: {
      name: label('case_status', 'continuing_care'),
      yes: t('filter.continuingCare'),
      no: t('filter.notContinuingCare'),
    },
  }
  const orders: Record<CaseOrder, string> = {
    URGENT_FIRST: t('order.urgentFirst'),
    LONGEST_UNSEEN: t('order.longestUnseen'),
    NEWEST_OPENED: t('order.newestOpened'),
    LOWEST_LEVEL: t('order.lowestLevel'),
  }
  const word = useCallback((name: SeveralName, code: string) => label(FAMILY[name], code), [label])
  return { several, marks, orders, word }
}

/** Each thing that a filter asks for by codes, marks and days, and the filter without it. */
export function useAskedFor(filter: Filter): { key: string; told: string; without: Filter }[] {
  const { t } = useTranslation('cases')
  const format = useFormat()
  const { several, marks, word } = useFilterWords()
  const asked = (Object.keys(SEVERAL) as SeveralName[])
    .filter(name => filter[name]?.length)
    .map(name => ({
      key: name as string,
      told: `${several[name]}: ${filter[name]?.map(it => word(name, it)).join(', ')}`,
      without: { ...filter, [name]: undefined },
    }))
  for (const name of MARKS) {
    const value = filter[name]
    if (typeof value !== 'boolean') continue
    asked.push({
      key: name,
      told: marks[name][value ? 'yes' : 'no'],
      without: { ...filter, [name]: undefined },
    })
  }
  if (typeof filter.unseenForDays === 'number') {
    asked.push({
      key: 'unseenForDays',
      told: t('filter.unseenFor', { days: format.number(filter.unseenForDays) }),
      without: { ...filter, unseenForDays: undefined },
    })
  }
  return asked
}
