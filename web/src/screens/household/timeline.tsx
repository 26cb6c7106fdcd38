// What happened, newest first: everything, or visits alone.
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Button } from '~/base/button'
import { Options } from '~/base/choose'
import { Soft } from '~/base/page'
import { Answer } from '~/base/state'
import { useFormat } from '~/format/use-format'
import { Corrections } from './corrections'
import { EventTold, type Spoken } from './event-told'
import { actsOf, detailOf, type Happened, named, wordOf } from './happened'
import { CaseEventsDocument, CaseVisitsDocument, type VisitWholeFragment } from './household.generated'
import style from './household.module.css'
import { Nothing } from './nothing'
import { useStory } from './story'
import { useAnewAfterActs } from './use-anew'
import { VisitTold } from './visit-told'

export function TimelineSection() {
  const { t } = useTranslation('household')
  const [kind, setKind] = useState<'all' | 'visits'>('all')
  return (
    <div className={style.timeline}>
      <div className={style.noPrint}>
        <Options
          label={t('timeline.show')}
          isRow
          value={kind}
          onChange={setKind}
          choices={[
            { id: 'all', label: t('timeline.all') },
            { id: 'visits', label: t('timeline.visits') },
          ]}
        />
      </div>
      {kind === 'all' ? <Everything /> : <Visits />}
      {kind === 'all' && <Corrections />}
    </div>
  )
}

function useVisits() {
  const { it } = useStory()
  const [after, setAfter] = useState<string | null>(null)
  const [visits, again] = useQuery({ query: CaseVisitsDocument, variables: { id: it.id, after } })
  useAnewAfterActs(again)
  return { visits, again, page: visits.data?.case?.visits, more: setAfter }
}

function Everything() {
  const { t } = useTranslation('household')
  const { it } = useStory()
  const [after, setAfter] = useState<string | null>(null)
  const [events, again] = useQuery({ query: CaseEventsDocument, variables: { id: it.id, after } })
  useAnewAfterActs(again)
  const { page } = useVisits()
  const spoken: Spoken = { problems: it.problems, help: it.interventions.nodes }
  return (
    <Answer of={events} retry={() => again({ requestPolicy: 'network-only' })}>
      {data => {
        const told = data.case?.events
        if (!told || told.nodes.length === 0) return <Nothing>{t('timeline.none')}</Nothing>
        return (
          <>
            <ol className={style.events}>
              {actsOf(told.nodes).map(act => (
                <ActTold key={act.key} act={act} spoken={spoken} visits={page?.nodes ?? []} />
              ))}
            </ol>
            <More pageInfo={told.pageInfo} isBusy={events.fetching} onMore={setAfter} />
          </>
        )
      }}
    </Answer>
  )
}

export function ActTold({
  act,
  spoken,
  visits,
}: {
  act: Happened
  spoken: Spoken
  visits: VisitWholeFragment[]
}) {
  const { t } = useTranslation('household')
  const format = useFormat()
  const [first] = act.events
  if (!first) return null
  const who = first.account?.displayName ?? t(first.by.startsWith('operator:') ? 'by.operator' : 'by.system')
  return (
    <Moment on={first.happenedOn} by={t('timeline.by', { who, time: format.instant(first.recordedAt) })}>
      {act.events.map(event => {
        const visit = event.kind === 'VISITED' && named(visits, wordOf(detailOf(event), 'visit'))
        return (
          <div key={event.number}>
            <EventTold event={event} spoken={spoken} />
            {visit && <VisitTold visit={visit} />}
          </div>
        )
      })}
    </Moment>
  )
}

function Visits() {
  const { t } = useTranslation('household')
  const format = useFormat()
  const { visits, again, page, more } = useVisits()
  return (
    <Answer of={visits} retry={() => again({ requestPolicy: 'network-only' })}>
      {() =>
        !page || page.nodes.length === 0 ? (
          <Nothing>{t('timeline.noVisits')}</Nothing>
        ) : (
          <>
            <ol className={style.events}>
              {page.nodes.map(visit => (
                <Moment
                  key={visit.id}
                  on={visit.visitedOn}
                  by={t('timeline.recorded', { time: format.instant(visit.recordedAt) })}
                >
                  <VisitTold visit={visit} />
                </Moment>
              ))}
            </ol>
            <More pageInfo={page.pageInfo} isBusy={visits.fetching} onMore={more} />
          </>
        )
      }
    </Answer>
  )
}

function Moment({ on, by, children }: { on: string; by: string; children: ReactNode }) {
  const format = useFormat()
  return (
    <li>
      <time dateTime={on}>{format.day(on)}</time>
      <div>
        {children}
        <Soft>{by}</Soft>
      </div>
    </li>
  )
}

export function More({
  pageInfo,
  isBusy,
  onMore,
}: {
  pageInfo: { hasNextPage: boolean; endCursor?: string | null }
  isBusy: boolean
  onMore: (after: string | null) => void
}) {
  const { t } = useTranslation()
  if (!pageInfo.hasNextPage) return null
  return (
    <Button isBusy={isBusy} onPress={() => onMore(pageInfo.endCursor ?? null)}>
      {t('act.more')}
    </Button>
  )
}
