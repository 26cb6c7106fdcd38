// One team: what it carries, who serves in it by sector, and what can be done with it.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { useQuery } from 'urql'
import { useSession } from '~/app/session'
import { Button } from '~/base/button'
import { ButtonLink } from '~/base/button-link'
import { Card, Facts, PageHead, Section } from '~/base/page'
import { Answer, Empty, Fault } from '~/base/state'
import { today } from '~/format/format'
import { useFormat, useLabel } from '~/format/use-format'
import { useArea } from '../cases/use-area'
import { EndTeamDialog } from './end-team'
import { HandOverDialog } from './hand-over'
import { Load } from './load'
import { MakeTeamDialog } from './make-team'
import { Members } from './members'
import { RenameDialog } from './rename'
import { MentorTeams } from './teams'
import { MentorTeamsDocument, TeamDocument, type TeamQuery } from './teams.generated'

export type OneTeam = NonNullable<TeamQuery['team']>

type Box = 'rename' | 'end' | 'handOver' | 'make'

export default function TeamScreen() {
  const { id = '' } = useParams()
  const [withPast, setPast] = useState(false)
  const [team, again] = useQuery({
    query: TeamDocument,
    variables: { id, withPast },
    requestPolicy: 'cache-and-network',
  })
  return (
    <Answer of={team} retry={again}>
      {({ team: it }) =>
        it ? (
          <Whole team={it} withPast={withPast} onPast={setPast} />
        ) : (
          <Fault fault={{ kind: 'hidden', code: 'NOT_FOUND', message: '' }} />
        )
      }
    </Answer>
  )
}

function Whole({
  team,
  withPast,
  onPast,
}: {
  team: OneTeam
  withPast: boolean
  onPast: (withPast: boolean) => void
}) {
  const { t } = useTranslation(['teams', 'common'])
  const format = useFormat()
  const label = useLabel()
  const { where } = useArea()
  const { may } = useSession()
  const [box, setBox] = useState<Box | null>(null)
  const since = format.day(today(new Date(team.createdAt)))
  const close = () => setBox(null)
  const isOpen = !team.endedOn
  const manages = may('MANAGE_TEAM') && isOpen
  const cases = team.kind === 'MENTOR' ? `mentorTeamId=${team.id}` : `teamId=${team.id}`
  return (
    <>
      <PageHead
        title={team.name}
        windowTitle={label('team_kind', team.kind)}
        lead={label('team_kind', team.kind)}
      >
        {manages && <Button onPress={() => setBox('rename')}>{t('rename.open')}</Button>}
        {may('HAND_OVER') && isOpen && team.kind !== 'DISTRICT' && (
          <Button onPress={() => setBox('handOver')}>{t('handOver.open')}</Button>
        )}
        {manages && (
          <Button tone="danger" onPress={() => setBox('end')}>
            {t('end.open')}
          </Button>
        )}
      </PageHead>
      <Section>
        <Card tone={team.isOverLine ? 'warn' : undefined}>
          <Facts
            of={[
              [t('load'), <Load key="load" team={team} />],
              [
                t('inside'),
                team.parent ? (
                  <Link key="parent" to={`/teams/${team.parent.id}`}>
                    {team.parent.name}
                  </Link>
                ) : (
                  t('insideNone')
                ),
              ],
              [t('areas'), team.areas.map(it => where(it.path.slice(2))).join(' · ')],
              [
                t('term'),
                team.endedOn
                  ? t('termEnded', { from: since, until: format.day(team.endedOn) })
                  : t('termSince', { from: since }),
              ],
            ]}
          />
          {team.kind !== 'DISTRICT' && may('READ_CASE') && (
            <div>
              <ButtonLink to={`/cases?${cases}`}>{t('cases')}</ButtonLink>
            </div>
          )}
        </Card>
      </Section>
      {team.kind === 'SUBDISTRICT' && (
        <Section
          title={t('mentorTeams')}
          acts={manages && <Button onPress={() => setBox('make')}>{t('make.mentor')}</Button>}
        >
          <Inside id={team.id} />
        </Section>
      )}
      <Members team={team} withPast={withPast} onPast={onPast} canManage={manages} />
      {box === 'rename' && <RenameDialog team={team} onClose={close} />}
      {box === 'end' && <EndTeamDialog team={team} onClose={close} />}
      {box === 'handOver' && <HandOverDialog team={team} onClose={close} />}
      {box === 'make' && <MakeTeamDialog parent={team} onClose={close} />}
    </>
  )
}

function Inside({ id }: { id: string }) {
  const { t } = useTranslation('teams')
  const [teams, again] = useQuery({ query: MentorTeamsDocument, variables: { parentId: id } })
  return (
    <Answer of={teams} retry={again}>
      {({ teams: { nodes } }) =>
        nodes.length === 0 ? <Empty>{t('noMentorTeams')}</Empty> : <MentorTeams teams={nodes} />
      }
    </Answer>
  )
}
