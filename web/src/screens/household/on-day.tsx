// The household as it was on a day, clearly marked as past: people and place as it was true, the case as it was known then.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { LevelBadge, StatusBadge } from '~/base/badge'
import { DayField } from '~/base/day-field'
import { Card, Facts, Soft } from '~/base/page'
import { Answer } from '~/base/state'
import { today } from '~/format/format'
import { useFormat, useLabel } from '~/format/use-format'
import { useAreaName } from '../home/place'
import { nameOf } from './person'
import { useStory } from './story'
import { HouseholdOnDayDocument, type HouseholdOnDayQuery } from './years.generated'

type Then = NonNullable<NonNullable<HouseholdOnDayQuery['case']>['household']['asOn']>

export function OnDay() {
  const { t } = useTranslation('household')
  const { it } = useStory()
  const [day, setDay] = useState<string | null>(null)
  const [found, again] = useQuery({
    query: HouseholdOnDayDocument,
    variables: { id: it.id, day: day ?? today() },
    pause: !day,
  })
  const then = day ? found.data?.case?.household.asOn : null
  return (
    <>
      <h3>{t('onDay.title')}</h3>
      <DayField label={t('onDay.day')} value={day} onChange={setDay} max={today()} />
      <Soft>{t('onDay.lead')}</Soft>
      {day && (
        <Answer of={found} retry={() => again({ requestPolicy: 'network-only' })} lines={3}>
          {() => then && <Told of={then} />}
        </Answer>
      )}
    </>
  )
}

function Told({ of }: { of: Then }) {
  const { t } = useTranslation('household')
  const format = useFormat()
  const label = useLabel()
  const areaName = useAreaName()
  const members = of.members.map(it => nameOf(it.person) || t('unnamed')).join(', ')
  const problems = of.problems.map(it => `${it.problem.text} (${label('problem_status', it.status)})`)
  const { case: then } = of
  const facts: [string, React.ReactNode][] = [
    [t('onDay.members'), members || t('onDay.nobody')],
    [t('onDay.place'), of.area ? areaName(of.area) : t('unknown')],
  ]
  if (then) {
    facts.push(
      [t('onDay.status'), <StatusBadge key="status" status={then.status} />],
      [
        t('onDay.level'),
        <LevelBadge key="level" level={then.level} isSurveyOnly={then.levelFromSurveyOnly} />,
      ],
      [t('onDay.team'), [then.team?.name, then.mentorTeam?.name].filter(Boolean).join(' · ') || t('unknown')],
      [t('onDay.visited'), then.lastVisitedOn ? format.day(then.lastVisitedOn) : t('onDay.neverVisited')],
      [t('onDay.problems'), problems.join(', ') || t('onDay.noProblems')],
    )
  }
  return (
    <Card tone="warn">
      <strong>{t('onDay.asOf', { day: format.day(of.day) })}</strong>
      {!then && <p>{t('onDay.noCase')}</p>}
      <Facts of={facts} />
    </Card>
  )
}
