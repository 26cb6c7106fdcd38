// Where every value comes from, to the row of the file; and who may see the household, and why.
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { usePreferences } from '~/app/preferences'
import { Badge } from '~/base/badge'
import { Soft } from '~/base/page'
import { Answer } from '~/base/state'
import { Table } from '~/base/table'
import { useFormat, useLabel } from '~/format/use-format'
import type th from '~/i18n/th/household.json'
import style from './household.module.css'
import { useMany } from './many'
import { Nothing } from './nothing'
import { nameOf } from './person'
import { useStory } from './story'
import { HouseholdTraceDocument, type HouseholdTraceQuery, type OriginLineFragment } from './trace.generated'
import { useSeen } from './use-seen'
import { WhoLooked } from './who-looked'

type Traced = NonNullable<HouseholdTraceQuery['case']>['household']
type Reader = Traced['readers'][number]

export function TraceSection() {
  const { t } = useTranslation('household')
  const many = useMany()
  const { it } = useStory()
  const [place, isSeen] = useSeen<HTMLDivElement>()
  const [trace, again] = useQuery({ query: HouseholdTraceDocument, variables: { id: it.id }, pause: !isSeen })
  return (
    <div ref={place}>
      <Answer of={trace} retry={() => again({ requestPolicy: 'network-only' })}>
        {data => {
          const household = data.case?.household
          if (!household) return <Nothing>{t('trace.noOrigins')}</Nothing>
          return (
            <>
              <details className={style.more}>
                <summary>{t('trace.readers', many(household.readers.length))}</summary>
                <Readers of={household.readers} />
              </details>
              <WhoLooked />
              <details className={style.more}>
                <summary>{t('trace.origins')}</summary>
                <Origins label={t('title')} of={household.origins} />
                {household.members
                  .filter(member => !member.until)
                  .map(({ person }) => (
                    <div key={person.id} className={style.group}>
                      <h3>{nameOf(person) || t('unnamed')}</h3>
                      <Origins label={nameOf(person)} of={person.origins} />
                    </div>
                  ))}
              </details>
            </>
          )
        }}
      </Answer>
    </div>
  )
}

type FieldName = keyof (typeof th)['trace']['field']

function Origins({ label: name, of }: { label: string; of: OriginLineFragment[] }) {
  const { t, i18n } = useTranslation('household')
  const format = useFormat()
  const label = useLabel()
  if (of.length === 0) return <Nothing>{t('trace.noOrigins')}</Nothing>
  const fieldOf = (field: string) =>
    i18n.exists(`household:trace.field.${field}`) ? t(`trace.field.${field as FieldName}`) : field
  return (
    <Table
      label={name}
      rows={of}
      rowKey={it => it.field}
      columns={[
        { key: 'field', head: t('trace.what'), cell: it => fieldOf(it.field) },
        {
          key: 'source',
          head: t('source'),
          cell: it =>
            it.isManual
              ? t('trace.byHand')
              : [label('source', it.source), it.surveyYear && format.year(it.surveyYear)]
                  .filter(Boolean)
                  .join(' '),
        },
        {
          key: 'file',
          head: t('trace.file'),
          cell: it => it.file ?? <Soft>{t(it.isManual ? 'trace.none' : 'trace.fileHidden')}</Soft>,
        },
        {
          key: 'row',
          head: t('trace.row'),
          cell: it =>
            it.row
              ? [it.sheet, t('trace.rowNumber', { row: format.number(it.row) })].filter(Boolean).join(' · ')
              : t('trace.none'),
        },
        {
          key: 'written',
          head: t('trace.written'),
          cell: it => <Written of={it.cells} />,
        },
        {
          key: 'on',
          head: t('trace.on'),
          cell: it => (it.observedOn ? format.day(it.observedOn) : t('unknown')),
        },
      ]}
    />
  )
}

/** The cells as they were written, each with the header it stands under. */
function Written({ of }: { of: OriginLineFragment['cells'] }) {
  const { t } = useTranslation('household')
  if (of.length === 0) return <Soft>{t('trace.none')}</Soft>
  return of.map(({ header, text }) => (
    <div key={header}>
      “{text}” <Soft>{header}</Soft>
    </div>
  ))
}

function Readers({ of }: { of: Reader[] }) {
  const { t } = useTranslation('household')
  const label = useLabel()
  const { language } = usePreferences()
  if (of.length === 0) return <Nothing>{t('trace.noReaders')}</Nothing>
  const whyOf = ({ why, area, team }: Reader) => {
    const name = why === 'TEAM' ? team?.name : (language === 'en' && area?.nameEn) || area?.nameTh
    return [t(`trace.why.${why}`), name].filter(Boolean).join(' · ')
  }
  return (
    <Table
      label={t('trace.whoReads')}
      rows={of}
      rowKey={it => [it.account?.id, it.role, it.why, it.area?.id, it.team?.id].join(' ')}
      columns={[
        { key: 'who', head: t('trace.who'), cell: it => it.account?.displayName ?? t('unknown') },
        {
          key: 'role',
          head: t('trace.role'),
          cell: it => (
            <>
              {label('role', it.role)} {it.heldAs !== 'HELD' && <Badge>{label('held_as', it.heldAs)}</Badge>}
            </>
          ),
        },
        { key: 'why', head: t('trace.because'), cell: whyOf },
      ]}
    />
  )
}
