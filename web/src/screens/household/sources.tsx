// What each source says in which year, side by side; never mixed, for they often differ.
import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Badge, type BadgeTone } from '~/base/badge'
import { Button } from '~/base/button'
import { Checkbox } from '~/base/field'
import { Row as Line, Soft } from '~/base/page'
import { Answer } from '~/base/state'
import { useFormat, useLabel } from '~/format/use-format'
import {
  HouseholdMenusDocument,
  HouseholdOverYearsDocument,
  HouseholdSurveysDocument,
  type HouseholdSurveysQuery,
} from './household.generated'
import style from './household.module.css'
import { useMany } from './many'
import { Nothing } from './nothing'
import { nameOf } from './person'
import { useStory } from './story'
import { isNotable, type Mark, type MarkKind, type Row, type RowGroup, tabulate } from './survey-table'
import { useSeen } from './use-seen'

type Surveys = NonNullable<HouseholdSurveysQuery['case']>['household']['surveyResults']
type Told = NonNullable<Surveys['nodes'][number]['person']>

export function SourcesSection() {
  const { t } = useTranslation(['household', 'common'])
  const { it } = useStory()
  const [place, isSeen] = useSeen<HTMLDivElement>()
  const [after, setAfter] = useState<string | null>(null)
  const [surveys, again] = useQuery({
    query: HouseholdSurveysDocument,
    variables: { id: it.id, after },
    pause: !isSeen,
  })
  return (
    <div ref={place} className={style.noPrint}>
      <Answer of={surveys} retry={() => again({ requestPolicy: 'network-only' })} lines={6}>
        {data => {
          const results = data.case?.household.surveyResults
          if (!results || results.nodes.length === 0) return <Nothing>{t('sources.none')}</Nothing>
          return (
            <>
              <SurveyTable results={results} />
              {results.pageInfo.hasNextPage && (
                <Button
                  isBusy={surveys.fetching}
                  onPress={() => setAfter(results.pageInfo.endCursor ?? null)}
                >
                  {t('sources.more')}
                </Button>
              )}
            </>
          )
        }}
      </Answer>
    </div>
  )
}

function SurveyTable({ results }: { results: Surveys }) {
  const { t } = useTranslation('household')
  const format = useFormat()
  const label = useLabel()
  const [isWhole, setWhole] = useState(false)
  const [menus] = useQuery({ query: HouseholdMenusDocument })
  const { it } = useStory()
  const [years] = useQuery({ query: HouseholdOverYearsDocument, variables: { id: it.id } })
  // What changed is said of a source: the same indicator may have grown better in one and worse in another.
  const changesOf = (row: Row<Told>) => {
    const code = row.group === 'dimension' ? `dimension.${row.code.toLowerCase()}` : row.code
    const of = years.data?.case?.household.overYears.filter(one => one.code === code) ?? []
    return of.flatMap(one =>
      one.change === 'BETTER' || one.change === 'WORSE' ? [{ ...one, change: one.change }] : [],
    )
  }
  const positive = new Set(menus.data?.problemItems.filter(it => it.isPositive).map(it => it.code))
  const { columns, rows } = tabulate(results.nodes, positive)
  const shown = isWhole ? rows : rows.filter(isNotable)
  const textOf = (row: Row<Told>) => {
    if (row.group === 'facts') return t(`sources.fact.${row.code as 'income' | 'members' | 'card'}`)
    return row.group === 'dimension' ? label('dimension', row.code) : row.text
  }
  return (
    <>
      <Line>
        <Checkbox isSelected={isWhole} onChange={setWhole}>
          {t('sources.whole')}
        </Checkbox>
        <Soft>
          {t('sources.shown', { shown: format.number(shown.length), all: format.number(rows.length) })}
        </Soft>
      </Line>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard. */}
      <section className={style.survey} tabIndex={0} aria-label={t('sources.table')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('sources.asked')}</th>
              {columns.map(it => (
                <th key={it.key} scope="col">
                  {label('source', it.source)}
                  <br />
                  {format.year(it.year)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, at) => (
              <Fragment key={row.code}>
                {row.group !== shown[at - 1]?.group && (
                  <GroupHead group={row.group} nColumns={columns.length} />
                )}
                <tr>
                  <th scope="row">
                    {textOf(row)}
                    {changesOf(row).map(({ source, change }) => (
                      <div key={source}>
                        <Badge tone={change === 'BETTER' ? 'good' : 'urgent'}>
                          {label('source', source)}: {t(`sources.change.${change}`)}
                        </Badge>
                      </div>
                    ))}
                  </th>
                  {columns.map(it => (
                    <td key={it.key}>
                      <Cell marks={row.cells.get(it.key)} />
                    </td>
                  ))}
                </tr>
              </Fragment>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

function GroupHead({ group, nColumns }: { group: RowGroup; nColumns: number }) {
  const { t } = useTranslation('household')
  return (
    <tr className={style.surveyGroup}>
      <th scope="rowgroup">{t(`sources.group.${group}`)}</th>
      <td colSpan={nColumns} />
    </tr>
  )
}

const TONES: Partial<Record<MarkKind, BadgeTone>> = {
  pass: 'good',
  noProblem: 'good',
  present: 'good',
  fail: 'urgent',
  problem: 'urgent',
}

function Cell({ marks }: { marks?: Mark<Told>[] }) {
  const { t } = useTranslation('household')
  const many = useMany()
  if (!marks) return <Soft>{t('sources.silent')}</Soft>
  return (
    <>
      {marks.map(it => (
        <div key={`${it.kind} ${it.amount}`}>
          <MarkTold mark={it} />
          {it.of.length > 0 && (
            <div>
              <Soft>
                {marks.length === 1 && it.of.length > 1
                  ? t('sources.everybody', many(it.of.length))
                  : it.of.map(one => one.firstName ?? nameOf(one)).join(', ')}
              </Soft>
            </div>
          )}
        </div>
      ))}
    </>
  )
}

function MarkTold({ mark: { kind, amount } }: { mark: Mark<Told> }) {
  const { t } = useTranslation('household')
  const many = useMany()
  const format = useFormat()
  const label = useLabel()
  switch (kind) {
    case 'amount':
      return <>{t('sources.income', { amount: format.baht(amount) })}</>
    case 'count':
      return <>{t('sources.persons', many(Number(amount)))}</>
    case 'card':
    case 'noCard':
      return <>{t(kind === 'card' ? 'members.hasCard' : 'members.noCard')}</>
    case 'problem':
      return <Badge tone="urgent">{t('sources.problem', many(Number(amount)))}</Badge>
    case 'noProblem':
    case 'present':
    case 'absent':
      return <Badge tone={TONES[kind]}>{t(`sources.${kind}`)}</Badge>
    default:
      return <Badge tone={TONES[kind]}>{label('indicator_result', kind)}</Badge>
  }
}
