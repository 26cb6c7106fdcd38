// The household over the years: where it came from and went to, what was made one with it, and how it was on a day.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { useSession } from '~/app/session'
import { Badge } from '~/base/badge'
import { Button } from '~/base/button'
import { Row, Soft } from '~/base/page'
import { Answer } from '~/base/state'
import { useFormat } from '~/format/use-format'
import { usePlace } from '../home/place'
import style from './household.module.css'
import { MergeDialog, TakeApartDialog } from './merge'
import { Nothing } from './nothing'
import { OnDay } from './on-day'
import { nameOf } from './person'
import { useStory } from './story'
import { useAnewAfterActs } from './use-anew'
import { useSeen } from './use-seen'
import { HouseholdYearsDocument, type HouseholdYearsQuery, type MergingLineFragment } from './years.generated'

type Household = NonNullable<HouseholdYearsQuery['case']>['household']
type Turn = Household['lineage'][number]

export function YearsSection() {
  const { it } = useStory()
  const [place, isSeen] = useSeen<HTMLDivElement>()
  const [found, again] = useQuery({
    query: HouseholdYearsDocument,
    variables: { id: it.id },
    pause: !isSeen,
  })
  useAnewAfterActs(again)
  return (
    <div ref={place}>
      <Answer of={found} retry={() => again({ requestPolicy: 'network-only' })} lines={3}>
        {data => data.case && <Told of={data.case.household} />}
      </Answer>
      <OnDay />
    </div>
  )
}

function Told({ of }: { of: Household }) {
  const { t } = useTranslation('household')
  const { may } = useSession()
  const [isOpen, setOpen] = useState(false)
  const mayMerge = may('MERGE_RECORDS')
  return (
    <>
      {of.lineage.length === 0 ? (
        <Nothing>{t('years.none')}</Nothing>
      ) : (
        <ol className={style.events} aria-label={t('years.lineage')}>
          {of.lineage.map(turn => (
            <TurnTold
              key={`${turn.kind} ${turn.on} ${turn.household?.id ?? turn.person?.id ?? ''}`}
              turn={turn}
            />
          ))}
        </ol>
      )}
      {of.mergings.length > 0 && (
        <>
          <h3 id="mergings">{t('merge.history')}</h3>
          <ol className={style.events} aria-labelledby="mergings">
            {of.mergings.map(line => (
              <MergingTold key={line.id} of={line} />
            ))}
          </ol>
        </>
      )}
      {(mayMerge || may('ANSWER_LINK_QUESTION')) && (
        <Row>
          <Button onPress={() => setOpen(true)}>{t(mayMerge ? 'merge.open' : 'merge.ask')}</Button>
        </Row>
      )}
      {isOpen && <MergeDialog version={of.version} mayMerge={mayMerge} onClose={() => setOpen(false)} />}
    </>
  )
}

function TurnTold({ turn }: { turn: Turn }) {
  const { t, i18n } = useTranslation('household')
  const format = useFormat()
  const placeOf = usePlace()
  const { household, person, from } = turn
  const other = household && [household.shortNumber, placeOf(household, null)].filter(Boolean).join(' · ')
  const hasOther = !['MOVED', 'HEAD_DIED', 'NEW_NUMBER', 'MADE_ONE'].includes(turn.kind)
  return (
    <li>
      <time dateTime={turn.on}>{format.day(turn.on)}</time>
      <div>
        <strong>{t(`years.kind.${turn.kind}`, { n: format.number(turn.nPersons) })}</strong>
        {person && <div>{nameOf(person) || t('unnamed')}</div>}
        {from && (
          <div>
            {t('years.from', { place: i18n.language === 'en' ? (from.nameEn ?? from.nameTh) : from.nameTh })}
          </div>
        )}
        {hasOther && (
          <div>
            {household?.case && other ? (
              <Link to={`/cases/${household.case.id}`}>{other}</Link>
            ) : (
              <Soft>{other ?? t('years.outside')}</Soft>
            )}
          </div>
        )}
      </div>
    </li>
  )
}

function MergingTold({ of }: { of: MergingLineFragment }) {
  const { t } = useTranslation('household')
  const format = useFormat()
  const [isOpen, setOpen] = useState(false)
  return (
    <li>
      <time dateTime={of.at}>{format.instant(of.at)}</time>
      <div>
        <strong>{t(`merge.told.${of.kind}`)}</strong> {of.undoneAt && <Badge>{t('merge.apart')}</Badge>}
        <div>{of.reason}</div>
        <Soft>
          {of.by?.displayName ?? t('by.operator')}
          {of.undoneAt &&
            ` · ${t('merge.apartAt', { time: format.instant(of.undoneAt), reason: of.undoneReason ?? '' })}`}
        </Soft>
        {of.canUndo && (
          <div>
            <Button onPress={() => setOpen(true)}>{t('merge.takeApart')}</Button>
          </div>
        )}
        {isOpen && <TakeApartDialog mergingId={of.id} onClose={() => setOpen(false)} />}
      </div>
    </li>
  )
}
