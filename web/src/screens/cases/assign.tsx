// Giving the marked cases to a subdistrict team, and perhaps one of its mentor teams: the chief does it, officers prepare it.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient, useQuery } from 'urql'
import { v7 as newId } from 'uuid'
import { useSession } from '~/app/session'
import { Button } from '~/base/button'
import { Dialog, Foot } from '~/base/dialog'
import { Stack } from '~/base/page'
import { refusalOf } from '~/base/refused'
import { say } from '~/base/said'
import { Answer } from '~/base/state'
import { useFormat } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import type { CaseSelection } from '~/graph/schema.generated'
import {
  AssignCasesDocument,
  AssignmentPreviewDocument,
  PrepareAssignmentDocument,
  WithdrawAssignmentDocument,
} from './acts.generated'
import { Loads } from './loads'
import { RefusedCases } from './refused-cases'
import { TeamField } from './team-field'
import { useSayAct } from './use-undo'

export type ActDialogProps = {
  selection: CaseSelection
  /** How many are marked. */
  count: number
  areaId?: string | null
  /** The subdistrict team they belong to, where it is one. */
  team: string | null
  onLeaveOut: (caseId: string) => void
  onDone: () => void
  onClose: () => void
}

export function AssignDialog({
  selection,
  count,
  areaId,
  team,
  onLeaveOut,
  onDone,
  onClose,
}: ActDialogProps) {
  const { t } = useTranslation(['cases', 'common'])
  const format = useFormat()
  const client = useClient()
  const { may } = useSession()
  const sayAct = useSayAct()
  const isChief = may('ASSIGN_CASE')
  const [teamId, setTeam] = useState(team)
  const [mentorTeamId, setMentorTeam] = useState<string | null>(null)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [assign, isAssigning] = useAct(AssignCasesDocument)
  const [prepare, isPreparing] = useAct(PrepareAssignmentDocument)
  const [preview, again] = useQuery({
    query: AssignmentPreviewDocument,
    variables: { selection, teamId: teamId ?? '', mentorTeamId },
    pause: !teamId,
    requestPolicy: 'cache-and-network',
  })

  const withdraw = async (preparedId: string) => {
    const came = await client.mutation(WithdrawAssignmentDocument, { preparedId, key: newId() }).toPromise()
    const refusal = came.data?.assignmentWithdraw.userErrors[0]
    say(refusal?.message ?? t(came.error ? 'undo.failed' : 'assign.withdrawn'))
  }

  const submit = async () => {
    if (!teamId) {
      setOutcome({
        done: false,
        refusals: [{ code: 'REQUIRED', message: t('assign.teamFirst'), field: 'teamId' }],
      })
      return
    }
    const told = format.number(count)
    if (isChief) {
      const came = await assign({ selection, teamId, mentorTeamId })
      setOutcome(came)
      if (!came.done || !came.payload.act) return
      sayAct(t('assign.done', { told }), came.payload.act.id)
    } else {
      const came = await prepare({ selection, teamId, mentorTeamId })
      setOutcome(came)
      if (!came.done) return
      const { prepared } = came.payload
      say(t('assign.prepared', { told }), prepared ? () => void withdraw(prepared.id) : undefined)
    }
    onDone()
  }

  return (
    <Dialog
      title={t(isChief ? 'assign.title' : 'assign.prepareTitle', { told: format.number(count) })}
      isOpen
      isWide
      onClose={onClose}
    >
      <Stack>
        {!isChief && <p>{t('assign.prepareLead')}</p>}
        <TeamField
          label={t('column.team')}
          kind="SUBDISTRICT"
          areaId={areaId}
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
            label={t('column.mentorTeam')}
            hint={t('assign.mentorHint')}
            kind="MENTOR"
            parentId={teamId}
            value={mentorTeamId}
            onChange={setMentorTeam}
            error={refusalOf(outcome, 'mentorTeamId')}
          />
        )}
        {teamId && (
          <Answer of={preview} retry={again} lines={3}>
            {({ assignmentPreview: it }) =>
              it.loads.length > 0 ? (
                <Loads loads={it.loads} line={it.loadLine} />
              ) : (
                <p role="status">{t('assign.nothing')}</p>
              )
            }
          </Answer>
        )}
        <RefusedCases outcome={outcome} fields={['teamId', 'mentorTeamId']} onLeaveOut={onLeaveOut} />
      </Stack>
      <Foot>
        <Button onPress={onClose}>{t('common:act.cancel')}</Button>
        <Button tone="main" isBusy={isAssigning || isPreparing} onPress={() => void submit()}>
          {t(isChief ? 'assign.do' : 'assign.prepare')}
        </Button>
      </Foot>
    </Dialog>
  )
}
