// The households of a team member or mentor: the urgent first, and those not seen for longest.
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { LevelBadge, UrgentBadge } from '~/base/badge'
import { Card, Grid, Row, Section, Soft } from '~/base/page'
import { Answer, Empty } from '~/base/state'
import { daysBetween, today } from '~/format/format'
import type { CaseOrder } from '~/graph/schema.generated'
import { HomeHouseholdsDocument, type HomeHouseholdsQuery } from './home.generated'
import style from './home.module.css'
import { usePlace } from './place'

const OPEN = ['TO_VERIFY', 'BEING_HELPED', 'BEING_FOLLOWED'] as const

export function MyHouseholds() {
  const { t } = useTranslation('home')
  return (
    <Grid min={320}>
      <Section title={t('households.urgent')}>
        <Few order="URGENT_FIRST" urgent />
      </Section>
      <Section title={t('households.unseen')}>
        <Few order="LONGEST_UNSEEN" />
      </Section>
    </Grid>
  )
}

function Few({ order, urgent }: { order: CaseOrder; urgent?: boolean }) {
  const { t } = useTranslation('home')
  const [result, again] = useQuery({
    query: HomeHouseholdsDocument,
    variables: { order, filter: { status: [...OPEN], ...(urgent && { urgent }) } },
    requestPolicy: 'cache-and-network',
  })
  return (
    <Answer of={result} retry={again}>
      {({ cases }) =>
        cases.nodes.length === 0 ? (
          <Empty>{t(urgent ? 'households.noneUrgent' : 'households.none')}</Empty>
        ) : (
          <Card>
            {cases.nodes[0]?.levelNote && <Soft>{cases.nodes[0].levelNote}</Soft>}
            <ul className={style.households}>
              {cases.nodes.slice(0, 5).map(it => (
                <li key={it.id}>
                  <Household of={it} />
                </li>
              ))}
            </ul>
          </Card>
        )
      }
    </Answer>
  )
}

function Household({ of }: { of: HomeHouseholdsQuery['cases']['nodes'][number] }) {
  const { t } = useTranslation(['home', 'common'])
  const place = usePlace()
  const days = of.lastVisitedOn ? daysBetween(of.lastVisitedOn, today()) : null
  return (
    <Link to={`/cases/${of.id}`} className={style.household}>
      <Row>
        <strong>{of.household.shortNumber ?? t('place.noNumber')}</strong>
        {of.urgent && <UrgentBadge />}
        <LevelBadge level={of.level} isSurveyOnly={of.levelFromSurveyOnly} />
      </Row>
      <span>{place(of.household, of.area)}</span>
      <Soft>
        {days === null ? t('households.never') : t('households.seen', { count: Math.max(0, days) })}
      </Soft>
    </Link>
  )
}
