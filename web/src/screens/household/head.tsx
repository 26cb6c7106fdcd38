// Who it is about, where they live, how it stands, and what can be done at once.
import { useTranslation } from 'react-i18next'
import { usePreferences } from '~/app/preferences'
import { useSession } from '~/app/session'
import { Badge, LevelBadge, StatusBadge, UrgentBadge } from '~/base/badge'
import { Button } from '~/base/button'
import { ButtonLink } from '~/base/button-link'
import { Card, Facts, PageHead, Row, Soft } from '~/base/page'
import { Whole } from '~/base/whole'
import { daysBetween, today } from '~/format/format'
import { useFormat, useLabel } from '~/format/use-format'
import { CaseActs } from './case-acts'
import style from './household.module.css'
import { useMany } from './many'
import { nameOf } from './person'
import { placeParts } from './place'
import { progress } from './steps'
import { useStory } from './story'

export function CaseHead() {
  const { t } = useTranslation(['household', 'common'])
  const { it, isOpen } = useStory()
  const { may } = useSession()
  const head = it.household.members.find(member => member.isHead && !member.until)
  const name = head ? nameOf(head.person) : ''
  return (
    <>
      <PageHead title={<Whole>{name || t('headUnknown')}</Whole>} windowTitle={t('title')} lead={<Address />}>
        {isOpen && may('RECORD_VISIT') && (
          <ButtonLink tone="main" to={`/cases/${it.id}/visit`}>
            {t('act.visit')}
          </ButtonLink>
        )}
        <CaseActs />
        <span className={style.print}>
          <Button tone="quiet" onPress={() => window.print()}>
            {t('common:act.print')}
          </Button>
        </span>
      </PageHead>
      <Marks />
      <Progress />
      <ClosingNote />
      <Standing />
    </>
  )
}

function Address() {
  const { t } = useTranslation('household')
  const format = useFormat()
  const { language } = usePreferences()
  const { household, area } = useStory().it
  const isNumbered = household.houseNo || household.moo
  const parts = [
    household.houseNo && t('address.houseNo', { no: format.digits(household.houseNo) }),
    household.moo && t('address.moo', { moo: format.digits(String(household.moo)) }),
    !isNumbered && household.description,
    ...placeParts(area.path, language).map(({ word, name }) => t(`address.${word}`, { name })),
  ]
  return <Whole>{parts.filter(Boolean).join(' ')}</Whole>
}

function Marks() {
  const { t } = useTranslation('household')
  const { it } = useStory()
  return (
    <Row>
      {it.urgent && <UrgentBadge />}
      <StatusBadge status={it.status} />
      {it.continuingCare && <Badge tone="good">{t('continuingCare')}</Badge>}
      <LevelBadge level={it.level} isSurveyOnly={it.levelFromSurveyOnly} />
      {it.levelFromSurveyOnly && <Soft>{t('surveyOnly')}</Soft>}
      {it.levelNote && <Soft>({it.levelNote})</Soft>}
    </Row>
  )
}

function Progress() {
  const { t } = useTranslation('household')
  const format = useFormat()
  const label = useLabel()
  const { steps, at } = progress(useStory().it.step)
  return (
    <div className={style.progress}>
      <p>
        <strong>{label('step', steps[at])}</strong>{' '}
        <Soft>{t('progress', { at: format.number(at + 1), of: format.number(steps.length) })}</Soft>
      </p>
      <ol aria-label={t('progressLabel')}>
        {steps.map((step, place) => (
          <li
            key={step}
            data-passed={place < at || undefined}
            aria-current={place === at ? 'step' : undefined}
          >
            <span>{label('step', step)}</span>
          </li>
        ))}
      </ol>
    </div>
  )
}

function ClosingNote() {
  const { t } = useTranslation('household')
  const format = useFormat()
  const label = useLabel()
  const { closingProposal, closingReason, closedOn } = useStory().it
  if (closingReason && closedOn) {
    return (
      <Card>
        <p>
          {t('closed', { date: format.day(closedOn) })}{' '}
          <strong>{label('closing_reason', closingReason)}</strong>
        </p>
      </Card>
    )
  }
  if (!closingProposal) return null
  const { reason, note, proposedBy, proposedAt } = closingProposal
  return (
    <Card tone="warn">
      <p>
        {t('closingWaits')} <strong>{label('closing_reason', reason)}</strong>
        {note && ` · ${note}`}
      </p>
      <Soft>
        {proposedBy?.displayName} {format.instant(proposedAt)}
      </Soft>
    </Card>
  )
}

function Standing() {
  const { t } = useTranslation(['household', 'common'])
  const many = useMany()
  const format = useFormat()
  const label = useLabel()
  const { it } = useStory()
  const seen = it.lastVisitedOn
  return (
    <div className={style.standing}>
      <Facts
        of={[
          [t('team'), it.team?.name ?? t('noTeam')],
          [t('mentorTeam'), it.mentorTeam?.name ?? t('noMentorTeam')],
          [
            t('lastSeen'),
            seen
              ? t('ago', { date: format.day(seen), ...many(daysBetween(seen, today())) })
              : t('common:date.never'),
          ],
          [t('verification'), it.verification ? label('verification', it.verification) : t('notYet')],
          [t('class'), it.class ? label('household_class', it.class) : t('notYet')],
          [t('openedOn'), format.day(it.openedOn)],
          ...(it.household.shortNumber
            ? [
                [t('shortNumber'), <code key="number">{it.household.shortNumber}</code>] as [
                  string,
                  React.ReactNode,
                ],
              ]
            : []),
        ]}
      />
    </div>
  )
}
