// Figures of an area and year, broken down as one asks: table and chart together, and how far they can be trusted.
import { stringifyDocument } from '@urql/core'
import { lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useQuery } from 'urql'
import { usePreferences } from '~/app/preferences'
import { useMe, useSession } from '~/app/session'
import { areaName } from '~/base/area-picker/area-name'
import { Button } from '~/base/button'
import { Card, KeyFigure, PageHead, Section, Soft } from '~/base/page'
import { say } from '~/base/said'
import { Answer, Fault, Loading } from '~/base/state'
import { fiscalYear, today } from '~/format/format'
import { useFormat, useLabel } from '~/format/use-format'
import { Ask } from './ask'
import { drawnRows } from './chart-options'
import { FiguresDocument } from './figures.generated'
import style from './figures.module.css'
import { type Head, matrixOf, type Summary } from './matrix'
import { FigureNumber } from './number'
import { Published } from './published'
import { addressOf, isExclusive, type Question, questionOf, variablesOf } from './question'
import { Standing } from './standing'
import { Steps } from './steps'
import { FigureTable } from './table'
import { csvOf, curlOf, download } from './take-out'
import { useHeadName } from './words'

const Chart = lazy(() => import('./chart'))

export default function FiguresScreen() {
  const { t } = useTranslation(['figures', 'common'])
  const { may } = useSession()
  const { grants } = useMe()
  const [params, setParams] = useSearchParams()
  const thisYear = fiscalYear(today())
  const own = grants.flatMap(it => it.areas)[0]?.id ?? null
  const question = questionOf(params, { areaId: own, year: thisYear })
  const mayRead = may('READ_FIGURES', 'READ_EXACT_FIGURES')
  const [answer, again] = useQuery({
    query: FiguresDocument,
    variables: variablesOf(question),
    pause: !mayRead,
    requestPolicy: 'cache-and-network',
  })
  if (!mayRead) return <Fault fault={{ kind: 'forbidden', code: 'FORBIDDEN', message: '' }} />
  return (
    <>
      <PageHead title={t('title')} lead={t('lead')} />
      <div className={style.ask}>
        <Ask
          question={question}
          thisYear={thisYear}
          onChange={it => setParams(addressOf(it), { replace: true, preventScrollReset: true })}
        />
      </div>
      <Answer of={answer} retry={again} lines={8}>
        {({ summary }) => <Figures summary={summary} question={question} />}
      </Answer>
      {may('READ_PUBLISHED_STATISTICS') && (
        <Published area={answer.data?.summary.area ?? null} thisYear={thisYear} key={question.areaId} />
      )}
    </>
  )
}

function Figures({ summary, question }: { summary: Summary; question: Question }) {
  const { t } = useTranslation(['figures', 'common'])
  const { language } = usePreferences()
  const format = useFormat()
  const name = useHeadName(summary.area)
  const matrix = useMemo(() => matrixOf(summary), [summary])
  const place = summary.area ? areaName(summary.area, language) : t('area.country')
  const title = t('titleOf', { place: format.digits(place), year: format.year(summary.fiscalYear) })
  const by = question.by.map(it => t(`facet.${it}`))
  const label = by.length > 0 ? t('titleBy', { title, by: by.join(t('and')) }) : title
  const mayAdd = question.by.every(isExclusive)
  return (
    <>
      <div className={style.beside}>
        <Section title={title}>
          <Card>
            <div className={style.key}>
              <KeyFigure value={<FigureNumber count={summary.total.households} />} label={t('households')} />
              <KeyFigure value={<FigureNumber count={summary.total.persons} />} label={t('persons')} />
            </div>
          </Card>
          <Standing summary={summary} silentDays={question.silentDays} />
        </Section>
        <Section title={t('steps.title')}>
          <Steps summary={summary} counted={question.counted} />
        </Section>
      </div>
      {question.by.length > 0 && (
        <Section
          title={t('broken', { by: by.join(t('and')) })}
          acts={<TakeOut {...{ summary, question, matrix, name, label }} />}
        >
          {!mayAdd && <Soft>{t('neverAdd')}</Soft>}
          <div className={style.beside} data-wide={question.by.length > 1 || undefined}>
            <FigureTable
              label={label}
              matrix={matrix}
              question={question}
              name={name}
              below={it => below(it, summary, question)}
            />
            {drawnRows(matrix).length > 0 && (
              <div className={style.paper}>
                <Suspense fallback={<Loading lines={8} />}>
                  <Chart label={label} matrix={matrix} counted={question.counted} name={name} />
                </Suspense>
                <Soft>{t('chart.note', { what: t(question.counted) })}</Soft>
              </div>
            )}
          </div>
        </Section>
      )}
    </>
  )
}

/** The address one area further down; nothing is published below a subdistrict. */
function below(head: Head, summary: Summary, question: Question): string | null {
  const { area } = head
  if (!area || head.isTotal || area.id === summary.area?.id) return null
  if (area.level === 'VILLAGE' && !summary.isExact) return null
  const isDeepest = area.level === 'VILLAGE' || (area.level === 'SUBDISTRICT' && !summary.isExact)
  const rest = question.by.filter(it => it !== 'AREA')
  const by = isDeepest ? (rest.length > 0 ? rest : (['LEVEL'] as const)) : question.by
  return addressOf({ ...question, areaId: area.id, by: [...by] })
}

type TakeOutProps = {
  summary: Summary
  question: Question
  matrix: ReturnType<typeof matrixOf>
  name: (head: Head) => string
  label: string
}

function TakeOut({ summary, question, matrix, name, label }: TakeOutProps) {
  const { t } = useTranslation(['figures', 'common'])
  const word = useLabel()
  const format = useFormat()
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text)
    say(t('common:act.copied'))
  }
  const query = stringifyDocument(FiguresDocument)
  const { coverage } = summary
  const csv = () =>
    csvOf(
      matrix,
      {
        name,
        withheld: it => word('withheld', it),
        households: t('households'),
        persons: t('persons'),
        of: question.by[0] ? t(`facet.${question.by[0]}`) : '',
      },
      [
        [t('note.title'), label],
        [t('standing.asOf'), format.instant(summary.asOf)],
        [t('note.kind'), summary.isExact ? t('standing.exact') : t('standing.published')],
        ...(summary.isExact
          ? []
          : ([
              [t('note.small'), t('standing.rounded', { least: format.number(summary.smallestShown ?? 0) })],
            ] as [string, string][])),
        [
          t('standing.coverage'),
          t('standing.areas', {
            some: format.number(coverage.reportingCount),
            all: format.number(coverage.areaCount),
          }),
        ],
        ...(question.by.every(isExclusive) ? [] : ([[t('note.add'), t('neverAdd')]] as [string, string][])),
        ...(summary.levelNote ? ([[t('note.level'), summary.levelNote]] as [string, string][]) : []),
        [t('note.source'), `${t('common:product')} ${location.href}`],
      ],
    )
  return (
    <div className={style.acts}>
      <Button onPress={() => void copy(`${query}\n\n# ${JSON.stringify(variablesOf(question))}\n`)}>
        {t('out.query')}
      </Button>
      <Button onPress={() => void copy(curlOf(location.origin, query, variablesOf(question)))}>
        {t('out.curl')}
      </Button>
      <Button onPress={() => download(`phonjon-${question.fiscalYear}.csv`, csv())}>{t('out.csv')}</Button>
      <Button onPress={() => window.print()}>{t('common:act.print')}</Button>
    </div>
  )
}
