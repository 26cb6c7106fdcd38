// Handing all open households of a team over to another, and ending the service of who leaves, in one act.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Select } from '~/base/choose'
import { DayField } from '~/base/day-field'
import { Acts, Dialog } from '~/base/dialog'
import { Stack } from '~/base/page'
import { refusalOf } from '~/base/refused'
import { today } from '~/format/format'
import { useFormat, useLabel } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import { RefusedCases } from '../cases/refused-cases'
import { TeamField } from '../cases/team-field'
import { useSayAct } from '../cases/use-undo'
import type { OneTeam } from './team'
import { HandOverDocument } from './teams.generated'

const FIELDS = ['teamId', 'mentorTeamId', 'leavingMemberId', 'until']
const NOBODY = 'nobody'

export function HandOverDialog({ team, onClose }: { team: OneTeam; onClose: () => void }) {
  const { t } = useTranslation(['teams', 'cases', 'common'])
  const format = useFormat()
  const label = useLabel()
  const sayAct = useSayAct()
  const own = team.kind === 'MENTOR' ? (team.parent?.id ?? null) : null
  const [teamId, setTeam] = useState<string | null>(own)
  const [mentorTeamId, setMentorTeam] = useState<string | null>(null)
  const [leaving, setLeaving] = useState<string>(NOBODY)
  const [until, setUntil] = useState<string | null>(today())
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [handOver, isBusy] = useAct(HandOverDocument)
  const serving = team.members.nodes.filter(it => !it.until)
  const leavingMemberId = leaving === NOBODY ? null : leaving

  const submit = async () => {
    if (!teamId) {
      setOutcome({
        done: false,
        refusals: [{ code: 'REQUIRED', message: t('cases:assign.teamFirst'), field: 'teamId' }],
      })
      return
    }
    const came = await handOver({
      fromTeamId: team.id,
      teamId,
      mentorTeamId,
      expectedCount: team.householdCount,
      leavingMemberId,
      until: leavingMemberId ? until : null,
    })
    setOutcome(came)
    if (!came.done || !came.payload.act) return
    sayAct(t('handOver.done', { told: format.number(came.payload.act.caseCount) }), came.payload.act.id)
    onClose()
  }

  return (
    <Dialog title={t('handOver.title', { name: team.name })} isOpen onClose={onClose}>
      <Stack>
        <p>{t('handOver.lead', { told: format.number(team.householdCount) })}</p>
        <TeamField
          label={t('handOver.to')}
          kind="SUBDISTRICT"
          value={teamId}
          onChange={it => {
            setTeam(it)
            setMentorTeam(null)
          }}
          error={refusalOf(outcome, 'teamId')}
          isRequired
        />
        {teamId && (
          <TeamField
            label={t('handOver.toMentor')}
            kind="MENTOR"
            parentId={teamId}
            value={mentorTeamId}
            onChange={setMentorTeam}
            error={refusalOf(outcome, 'mentorTeamId')}
          />
        )}
        <Select
          label={t('handOver.leaving')}
          hint={t('handOver.leavingHint')}
          choices={[
            { id: NOBODY, label: t('handOver.nobody') },
            ...serving.map(it => ({ id: it.id, label: it.name, hint: label('team_role', it.role) })),
          ]}
          value={leaving}
          onChange={setLeaving}
          error={refusalOf(outcome, 'leavingMemberId')}
        />
        {leavingMemberId && (
          <DayField
            label={t('members.until')}
            hint={t('members.untilHint')}
            value={until}
            onChange={setUntil}
            error={refusalOf(outcome, 'until')}
          />
        )}
        <RefusedCases outcome={outcome} fields={FIELDS} />
      </Stack>
      <Acts>
        <Button onPress={onClose}>{t('common:act.cancel')}</Button>
        <Button tone="main" isBusy={isBusy} onPress={() => void submit()}>
          {t('handOver.do', { told: format.number(team.householdCount) })}
        </Button>
      </Acts>
    </Dialog>
  )
}
