// Building a question: which area, which year, by what.
import { useTranslation } from 'react-i18next'
import { AreaPicker } from '~/base/area-picker/area-picker'
import { Select } from '~/base/choose'
import { CountField } from '~/base/count-field'
import { Card, Grid } from '~/base/page'
import { useFormat } from '~/format/use-format'
import type { Facet } from '~/graph/schema.generated'
import { FACETS, inOrder, type Question } from './question'

const FIRST_YEAR = 2560

export function Ask({
  question,
  thisYear,
  onChange,
}: {
  question: Question
  thisYear: number
  onChange: (question: Question) => void
}) {
  const { t } = useTranslation(['figures', 'common'])
  const format = useFormat()
  const set = (change: Partial<Question>) => onChange({ ...question, ...change })
  const [first, second] = question.by
  const years = Array.from({ length: thisYear - FIRST_YEAR + 1 }, (_, at) => thisYear - at)
  const facets = FACETS.map(it => ({ id: it as Facet | 'NONE', label: t(`facet.${it}`) }))
  const none = { id: 'NONE' as const, label: t('ask.notSplit') }
  const by = (...chosen: (Facet | 'NONE' | undefined)[]) =>
    set({ by: inOrder(chosen.filter((it): it is Facet => it !== undefined && it !== 'NONE')) })
  return (
    <Card>
      <Grid min={230}>
        <AreaPicker
          label={t('ask.area')}
          value={question.areaId}
          nothing={t('area.country')}
          onChange={it => set({ areaId: it?.id ?? null })}
        />
        <Select
          label={t('ask.year')}
          value={String(question.fiscalYear)}
          choices={years.map(it => ({ id: String(it), label: format.year(it) }))}
          onChange={it => set({ fiscalYear: Number(it) })}
        />
        <Select
          label={t('ask.by')}
          value={first ?? 'NONE'}
          choices={[none, ...facets]}
          onChange={it => by(it, second)}
        />
        <Select
          label={t('ask.andBy')}
          value={second ?? 'NONE'}
          isDisabled={!first}
          choices={[none, ...facets.filter(it => it.id !== first)]}
          onChange={it => by(first, it)}
        />
        <Select
          label={t('ask.count')}
          value={question.counted}
          choices={[
            { id: 'households', label: t('households') },
            { id: 'persons', label: t('persons') },
          ]}
          onChange={counted => set({ counted })}
        />
        <CountField
          label={t('ask.silent')}
          value={question.silentDays}
          min={1}
          max={3650}
          onChange={it => set({ silentDays: it ?? 90 })}
        />
      </Grid>
    </Card>
  )
}
