// Sharing the marked cases of a subdistrict team among its mentor teams: by village first, then evenly.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Button } from '~/base/button'
import { Dialog, Foot } from '~/base/dialog'
import { Checkbox } from '~/base/field'
import { Soft, Stack } from '~/base/page'
import { Answer, Empty } from '~/base/state'
import { byName } from '~/format/order'
import { useFormat } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import { ShareCasesDocument } from './acts.generated'
import type { ActDialogProps } from './assign'
import { TeamChoicesDocument } from './cases.generated'
import style from './cases.module.css'
import { RefusedCases } from './refused-cases'
import { TeamField } from './team-field'
import { useSayAct } from './use-undo'

export function ShareDialog({ selection, count, areaId, team, onLeaveOut, onDone, onClose }: ActDialogProps) {
  const { t } = useTranslation(['cases', 'common'])
  const format = useFormat()
  const sayAct = useSayAct()
  const [teamId, setTeam] = useState(team)
  const [chosen, setChosen] = useState<string[] | null>(null)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [share, isBusy] = useAct(ShareCasesDocument)
  const [mentors, again] = useQuery({
    query: TeamChoicesDocument,
    variables: { kind: 'MENTOR', parentId: teamId },
    pause: !teamId,
  })
  const nodes = byName(mentors.data?.teams.nodes ?? [], it => it.name)
  const mentorTeamIds = chosen ?? nodes.map(it => it.id)

  const submit = async () => {
    const came = await share({ selection, mentorTeamIds })
    setOutcome(came)
    if (!came.done || !came.payload.act) return
    const over = came.payload.act.overloaded.length
    const told = t('share.done', { told: format.number(came.payload.act.caseCount) })
    sayAct(over > 0 ? `${told} ${t('share.over', { told: format.number(over) })}` : told, came.payload.act.id)
    onDone()
  }

  return (
    <Dialog title={t('share.title', { told: format.number(count) })} isOpen onClose={onClose}>
      <Stack>
        <p>{t('share.lead')}</p>
        <TeamField
          label={t('column.team')}
          kind="SUBDISTRICT"
          areaId={areaId}
          value={teamId}
          onChange={it => {
            setTeam(it)
            setChosen(null)
          }}
          isRequired
        />
        {teamId && (
          <Answer of={mentors} retry={again}>
            {() =>
              nodes.length === 0 ? (
                <Empty>{t('share.none')}</Empty>
              ) : (
                <fieldset className={style.teams}>
                  <legend>{t('share.among')}</legend>
                  {nodes.map(it => (
                    <Checkbox
                      key={it.id}
                      isSelected={mentorTeamIds.includes(it.id)}
                      onChange={on =>
                        setChosen(on ? [...mentorTeamIds, it.id] : mentorTeamIds.filter(id => id !== it.id))
                      }
                    >
                      <span>
                        {it.name}{' '}
                        <Soft>
                          {t(it.isOverLine ? 'team.over' : 'team.load', {
                            told: format.number(it.householdCount),
                            line: format.number(it.loadLine),
                          })}
                        </Soft>
                      </span>
                    </Checkbox>
                  ))}
                </fieldset>
              )
            }
          </Answer>
        )}
        <RefusedCases outcome={outcome} onLeaveOut={onLeaveOut} />
      </Stack>
      <Foot>
        <Button onPress={onClose}>{t('common:act.cancel')}</Button>
        <Button
          tone="main"
          isBusy={isBusy}
          isDisabled={!teamId || mentorTeamIds.length === 0}
          onPress={() => void submit()}
        >
          {t('share.do')}
        </Button>
      </Foot>
    </Dialog>
  )
}
