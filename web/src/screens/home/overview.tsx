// The figures of one's own area: three that matter, the levels, and which areas are silent.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { ButtonLink } from '~/base/button-link'
import { Select } from '~/base/choose'
import { Card, Grid, KeyFigure, Section, Soft, Stack } from '~/base/page'
import { Answer } from '~/base/state'
import { useFormat } from '~/format/use-format'
import type { AreaLevel } from '~/graph/schema.generated'
import { CountText } from './count-text'
import { HomeSummaryDocument, type HomeSummaryQuery } from './home.generated'
import { Levels } from './levels'
import { useAreaName } from './place'

type Area = {
  id: string
  level: AreaLevel
  nameTh?: string | null
  nameEn?: string | null
  code?: string | null
}
type Summary = HomeSummaryQuery['summary']

export function Overview({ areas, isEverywhere }: { areas: Area[]; isEverywhere: boolean }) {
  const { t } = useTranslation('home')
  const nameOf = useAreaName()
  // Villages have no published figures of their own.
  const own = [...new Map(areas.filter(it => it.level !== 'VILLAGE').map(it => [it.id, it])).values()]
  const [chosen, choose] = useState<string | null>(null)
  const areaId = chosen ?? own[0]?.id ?? null
  const [result, again] = useQuery({
    query: HomeSummaryDocument,
    variables: { areaId },
    pause: !areaId && !isEverywhere,
    requestPolicy: 'cache-and-network',
  })
  if (!areaId && !isEverywhere) return null
  const area = own.find(it => it.id === areaId)
  // Nothing is called the whole country while areas are missing.
  const everything = t(result.data?.summary.coverage.isComplete ? 'figures.country' : 'figures.partly')
  return (
    <Section
      title={t('figures.title', { area: area ? nameOf(area) : everything })}
      acts={<ButtonLink to={areaId ? `/figures?area=${areaId}` : '/figures'}>{t('figures.more')}</ButtonLink>}
    >
      {own.length > 1 && (
        <Select
          label={t('figures.area')}
          choices={own.map(it => ({ id: it.id, label: nameOf(it) }))}
          value={areaId}
          onChange={choose}
        />
      )}
      <Answer of={result} retry={again}>
        {({ summary }) => <Figures of={summary} />}
      </Answer>
    </Section>
  )
}

function Figures({ of }: { of: Summary }) {
  const { t } = useTranslation('home')
  const format = useFormat()
  const step = (name: string) => of.progress.find(it => it.step === name)?.figure.households
  return (
    <Stack>
      <Grid min={140}>
        <Card>
          <KeyFigure value={<CountText of={of.total.households} />} label={t('figures.total')} />
        </Card>
        <Card>
          <KeyFigure value={<CountText of={step('visited')} />} label={t('figures.visited')} />
        </Card>
        <Card>
          <KeyFigure
            value={<CountText of={step('sustainable')} />}
            label={t('figures.sustainable')}
            tone={step('sustainable')?.value ? 'good' : undefined}
          />
        </Card>
      </Grid>
      <Levels lines={of.lines} note={of.levelNote} />
      <Coverage of={of.coverage} />
      <Soft>
        {t(of.isExact ? 'figures.exact' : 'figures.snapshot', {
          time: format.instant(of.asOf),
          year: format.year(of.fiscalYear),
        })}
        {of.isImportRunning && ` · ${t('figures.importRunning')}`}
      </Soft>
    </Stack>
  )
}

function Coverage({ of }: { of: Summary['coverage'] }) {
  const { t } = useTranslation('home')
  const format = useFormat()
  const nameOf = useAreaName()
  if (of.areaCount === 0) return null
  return (
    <Card tone={of.silent.length > 0 ? 'warn' : undefined}>
      <div>
        {t('figures.coverage', {
          reporting: format.number(of.reportingCount),
          areas: format.number(of.areaCount),
        })}
        {of.lastActivityOn && ` · ${t('figures.lastActivity', { date: format.day(of.lastActivityOn) })}`}
      </div>
      {of.silent.length > 0 && (
        <details>
          <summary>{t('figures.silent', { count: of.silent.length })}</summary>
          <p>{of.silent.map(nameOf).join(' · ')}</p>
        </details>
      )}
    </Card>
  )
}
