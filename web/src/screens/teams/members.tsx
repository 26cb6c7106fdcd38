// Who serves in a team, by sector; a sector nobody speaks for is told, and is no fault.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Badge } from '~/base/badge'
import { Button } from '~/base/button'
import { Checkbox } from '~/base/field'
import { Row, Section, Soft } from '~/base/page'
import { SECTORS } from '~/format/sectors'
import { useFormat, useLabel } from '~/format/use-format'
import { AddMemberDialog } from './add-member'
import { EndMemberDialog } from './end-member'
import type { OneTeam } from './team'
import type { MemberFragment } from './teams.generated'
import style from './teams.module.css'

export function Members({
  team,
  withPast,
  onPast,
  canManage,
}: {
  team: OneTeam
  withPast: boolean
  onPast: (withPast: boolean) => void
  canManage: boolean
}) {
  const { t } = useTranslation(['teams', 'common'])
  const label = useLabel()
  const format = useFormat()
  const [isAdding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<MemberFragment | null>(null)
  const { nodes, pageInfo } = team.members
  return (
    <Section
      title={t('members.title')}
      acts={
        <Row>
          <Checkbox isSelected={withPast} onChange={onPast}>
            {t('members.past')}
          </Checkbox>
          {canManage && <Button onPress={() => setAdding(true)}>{t('members.add')}</Button>}
        </Row>
      }
    >
      {pageInfo.hasNextPage && <p>{t('members.cut', { told: format.number(nodes.length) })}</p>}
      <div className={style.sectors}>
        {SECTORS.map(sector => {
          const members = nodes.filter(it => it.sector === sector)
          const isMissing = team.sectorsMissing.includes(sector)
          return (
            <section key={sector} className={style.sector} data-missing={isMissing || undefined}>
              <h3>
                {label('sector', sector)} {isMissing && <Soft>{t('members.none')}</Soft>}
              </h3>
              {members.map(it => (
                <Member
                  key={it.id}
                  member={it}
                  onLeave={canManage && !it.until ? () => setLeaving(it) : null}
                />
              ))}
            </section>
          )
        })}
      </div>
      {isAdding && (
        <AddMemberDialog
          teamId={team.id}
          areaId={team.areas[0]?.id ?? null}
          onClose={() => setAdding(false)}
        />
      )}
      {leaving && <EndMemberDialog team={team} member={leaving} onClose={() => setLeaving(null)} />}
    </Section>
  )
}

function Member({ member, onLeave }: { member: MemberFragment; onLeave: (() => void) | null }) {
  const { t } = useTranslation('teams')
  const label = useLabel()
  const format = useFormat()
  const since = { from: format.day(member.since) }
  return (
    <div className={style.member}>
      <strong>
        {member.partner ? <Link to={`/partners/${member.partner.id}`}>{member.name}</Link> : member.name}
      </strong>
      <span>
        <Badge>{label('team_role', member.role)}</Badge>{' '}
        <Soft>
          {[
            member.kind === 'ORGANISATION' && label('member_kind', member.kind),
            label('formality', member.formality),
            member.account && t('members.account'),
          ]
            .filter(Boolean)
            .join(' · ')}
        </Soft>
      </span>
      <Soft>
        {member.until ? t('termEnded', { ...since, until: format.day(member.until) }) : t('termSince', since)}
      </Soft>
      {onLeave && (
        <Button tone="quiet" onPress={onLeave} aria-label={t('members.endOf', { name: member.name })}>
          {t('members.end')}
        </Button>
      )}
    </div>
  )
}
