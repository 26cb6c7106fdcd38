// The teams of an area: by kind, what each carries, which sectors nobody speaks for.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { useSession } from '~/app/session'
import { AreaPicker } from '~/base/area-picker/area-picker'
import { Badge } from '~/base/badge'
import { Button } from '~/base/button'
import { ButtonLink } from '~/base/button-link'
import { Checkbox } from '~/base/field'
import { Card, PageHead, Soft, Stack } from '~/base/page'
import { Answer, Empty, Fault } from '~/base/state'
import { Table } from '~/base/table'
import { SECTORS } from '~/format/sectors'
import { useFormat, useLabel } from '~/format/use-format'
import { useArea } from '../cases/use-area'
import { Load } from './load'
import { MakeTeamDialog } from './make-team'
import type { TeamRowFragment } from './teams.generated'
import style from './teams.module.css'
import { type Branch, tree } from './tree'
import { MOST, useTeams } from './use-teams'

export default function TeamsScreen() {
  const { t } = useTranslation(['teams', 'common'])
  const { may } = useSession()
  const [isMaking, setMaking] = useState(false)
  if (!may('READ_TEAM')) return <Fault fault={{ kind: 'forbidden', code: 'FORBIDDEN', message: '' }} />
  return (
    <>
      <PageHead title={t('title')} lead={t('lead')}>
        {may('READ_PARTNER') && <ButtonLink to="/partners">{t('partners')}</ButtonLink>}
        {may('MANAGE_TEAM') && <Button onPress={() => setMaking(true)}>{t('make.open')}</Button>}
      </PageHead>
      <Teams />
      {isMaking && <MakeTeamDialog onClose={() => setMaking(false)} />}
    </>
  )
}

function Teams() {
  const { t } = useTranslation(['teams', 'common'])
  const format = useFormat()
  const [params, setParams] = useSearchParams()
  const areaId = params.get('areaId')
  const [withEnded, setEnded] = useState(false)
  const { teams, again, isMore, isCut } = useTeams(areaId, withEnded)
  return (
    <Stack>
      <div className={style.tools}>
        <AreaPicker
          label={t('areas')}
          value={areaId}
          nothing={t('anywhere')}
          onChange={it => setParams(it ? { areaId: it.id } : {}, { replace: true })}
        />
        <Checkbox isSelected={withEnded} onChange={setEnded}>
          {t('withEnded')}
        </Checkbox>
      </div>
      <Answer of={teams} retry={again} lines={8}>
        {({ teams: { nodes } }) => {
          if (nodes.length === 0) return <Empty>{t('none')}</Empty>
          const over = nodes.filter(it => it.isOverLine).length
          return (
            <>
              <p role="status">
                {t(isMore ? 'countSoFar' : 'count', { told: format.number(nodes.length) })}
                {over > 0 && ` · ${t('countOver', { told: format.number(over) })}`}
              </p>
              {isCut && <p>{t('cut', { told: format.number(MOST) })}</p>}
              {tree(nodes).map(it => (
                <OneTeam key={it.team.id} branch={it} />
              ))}
            </>
          )
        }}
      </Answer>
    </Stack>
  )
}

function OneTeam({ branch: { team, inside } }: { branch: Branch<TeamRowFragment> }) {
  const label = useLabel()
  const mentors = inside.filter(it => it.team.kind === 'MENTOR').map(it => it.team)
  const others = inside.filter(it => it.team.kind !== 'MENTOR')
  return (
    <section className={style.branch}>
      <Card>
        <header className={style.head}>
          <h2>
            <Link to={`/teams/${team.id}`}>{team.name}</Link>
          </h2>
          <Badge>{label('team_kind', team.kind)}</Badge>
          <span>
            <Load team={team} />
          </span>
        </header>
        <Standing team={team} />
        {mentors.length > 0 && <MentorTeams teams={mentors} />}
      </Card>
      {others.map(it => (
        <OneTeam key={it.team.id} branch={it} />
      ))}
    </section>
  )
}

function Standing({ team }: { team: TeamRowFragment }) {
  const { t } = useTranslation('teams')
  const format = useFormat()
  const { name } = useArea()
  const missing = useMissing()(team)
  return (
    <Soft>
      {team.areas.map(name).join(' · ')}
      {missing && ` — ${missing}`}
      {team.endedOn && ` — ${t('ended', { date: format.day(team.endedOn) })}`}
    </Soft>
  )
}

/** Which sectors nobody of a team speaks for, in words. */
function useMissing() {
  const { t } = useTranslation('teams')
  const label = useLabel()
  return ({ sectorsMissing }: TeamRowFragment) => {
    if (sectorsMissing.length === 0) return ''
    if (sectorsMissing.length === SECTORS.length) return t('nobody')
    return t('missing', { sectors: sectorsMissing.map(it => label('sector', it)).join(' · ') })
  }
}

/** Mentor teams, one a row. */
export function MentorTeams({ teams }: { teams: TeamRowFragment[] }) {
  const { t } = useTranslation('teams')
  const format = useFormat()
  const label = useLabel()
  const missing = useMissing()
  const { name } = useArea()
  return (
    <Table
      label={t('mentorTeams')}
      rows={teams}
      rowKey={it => it.id}
      columns={[
        {
          key: 'name',
          head: label('team_kind', 'MENTOR'),
          cell: it => (
            <>
              <Link to={`/teams/${it.id}`}>{it.name}</Link>
              {it.endedOn && (
                <>
                  {' '}
                  <Soft>{t('ended', { date: format.day(it.endedOn) })}</Soft>
                </>
              )}
            </>
          ),
        },
        { key: 'areas', head: t('areas'), cell: it => it.areas.map(name).join(' · ') },
        { key: 'load', head: t('load'), cell: it => <Load team={it} /> },
        {
          key: 'missing',
          head: t('missingHead'),
          cell: it => missing(it) || t('noneMissing'),
        },
      ]}
    />
  )
}
