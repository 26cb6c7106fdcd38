// The audit log: who did and read what, and who saw a person.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useQuery } from 'urql'
import { Button } from '~/base/button'
import { Select } from '~/base/choose'
import { DayField } from '~/base/day-field'
import { Card, Grid, Row, Section, Soft } from '~/base/page'
import { Answer, Empty } from '~/base/state'
import { today } from '~/format/format'
import { useActions } from './actions'
import { AuditEventsDocument, AuditWhoSawDocument, type EventPartsFragment } from './admin.generated'
import style from './admin.module.css'
import { EventLine } from './event-line'
import { addressOf, instantsOf, type Search, searchOf } from './search'

export default function AuditScreen() {
  const { t } = useTranslation(['admin', 'common'])
  const [params, setParams] = useSearchParams()
  const search = searchOf(params)
  const set = (change: Partial<Search>) =>
    setParams(addressOf({ ...search, ...change }), { replace: true, preventScrollReset: true })
  const List = search.personId ? WhoSaw : Events
  return (
    <Section title={search.personId ? t('audit.whoSaw') : t('pages.audit')}>
      <Ask search={search} set={set} />
      <Soft>{search.personId ? t('audit.whoSawLead') : t('audit.lead')}</Soft>
      <List
        key={addressOf(search)}
        search={search}
        onAccount={accountId => set({ accountId, personId: null })}
      />
    </Section>
  )
}

const ANY = 'any'

function Ask({ search, set }: { search: Search; set: (change: Partial<Search>) => void }) {
  const { t } = useTranslation(['admin', 'common'])
  const actions = useActions()
  const known = Object.entries(actions).map(([code, label]) => ({ id: code.replace('-', '.'), label }))
  const choices = [{ id: ANY, label: t('common:act.all') }, ...known]
  if (search.action && !known.some(it => it.id === search.action)) {
    choices.push({ id: search.action, label: search.action })
  }
  return (
    <Card>
      <Grid min={220}>
        {!search.personId && (
          <Select
            label={t('audit.action')}
            value={search.action ?? ANY}
            choices={choices}
            onChange={it => set({ action: it === ANY ? null : it })}
          />
        )}
        <DayField
          label={t('audit.from')}
          value={search.from}
          max={today()}
          onChange={from => set({ from })}
        />
        <DayField
          label={t('audit.until')}
          value={search.until}
          max={today()}
          onChange={until => set({ until })}
        />
      </Grid>
      {(search.accountId || search.personId) && (
        <Row>
          {search.accountId && (
            <Button onPress={() => set({ accountId: null })}>{t('audit.everyAccount')}</Button>
          )}
          {search.personId && (
            <Button onPress={() => set({ personId: null })}>{t('audit.everything')}</Button>
          )}
        </Row>
      )}
    </Card>
  )
}

type ListProps = { search: Search; onAccount: (accountId: string) => void }

function Events({ search, onAccount }: ListProps) {
  const [after, setAfter] = useState<string | null>(null)
  const { accountId, action } = search
  const [events, again] = useQuery({
    query: AuditEventsDocument,
    variables: { filter: { accountId, action, ...instantsOf(search) }, after },
    requestPolicy: 'cache-and-network',
  })
  return (
    <Answer of={events} retry={again} lines={8}>
      {({ auditEvents }) => (
        <Page page={auditEvents} isBusy={events.fetching} onMore={setAfter} onAccount={onAccount} />
      )}
    </Answer>
  )
}

function WhoSaw({ search, onAccount }: ListProps) {
  const [after, setAfter] = useState<string | null>(null)
  const [events, again] = useQuery({
    query: AuditWhoSawDocument,
    variables: { personId: search.personId ?? '', ...instantsOf(search), after },
    requestPolicy: 'cache-and-network',
  })
  return (
    <Answer of={events} retry={again} lines={8}>
      {({ auditWhoSaw }) => (
        <Page page={auditWhoSaw} isBusy={events.fetching} onMore={setAfter} onAccount={onAccount} />
      )}
    </Answer>
  )
}

type PageOf = { nodes: EventPartsFragment[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } }

function Page({
  page,
  isBusy,
  onMore,
  onAccount,
}: {
  page: PageOf
  isBusy: boolean
  onMore: (after: string | null) => void
  onAccount: (accountId: string) => void
}) {
  const { t } = useTranslation(['admin', 'common'])
  if (page.nodes.length === 0) return <Empty>{t('audit.none')}</Empty>
  return (
    <>
      <ol className={style.events}>
        {page.nodes.map(it => (
          <EventLine key={it.id} event={it} onAccount={onAccount} />
        ))}
      </ol>
      {page.pageInfo.hasNextPage && (
        <div>
          <Button isBusy={isBusy} onPress={() => onMore(page.pageInfo.endCursor ?? null)}>
            {t('common:act.more')}
          </Button>
        </div>
      )}
    </>
  )
}
