// Ending a team that carries no household any more.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { DayField } from '~/base/day-field'
import { Acts, Dialog } from '~/base/dialog'
import { Stack } from '~/base/page'
import { Refused, refusalOf } from '~/base/refused'
import { say } from '~/base/said'
import { today } from '~/format/format'
import { useFormat } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import type { OneTeam } from './team'
import { EndTeamDocument } from './teams.generated'

export function EndTeamDialog({ team, onClose }: { team: OneTeam; onClose: () => void }) {
  const { t } = useTranslation(['teams', 'common'])
  const format = useFormat()
  const [on, setOn] = useState<string | null>(today())
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [end, isBusy] = useAct(EndTeamDocument)
  const submit = async () => {
    const came = await end({ teamId: team.id, expectedVersion: team.version, on })
    setOutcome(came)
    if (!came.done) return
    say(t('end.done'))
    onClose()
  }
  return (
    <Dialog title={t('end.title', { name: team.name })} isOpen onClose={onClose}>
      <Stack>
        <p>
          {team.householdCount > 0
            ? t('end.carries', { told: format.number(team.householdCount) })
            : t('end.lead')}
        </p>
        <DayField label={t('end.on')} value={on} onChange={setOn} error={refusalOf(outcome, 'on')} />
        <Refused outcome={outcome} fields={['on']} />
      </Stack>
      <Acts>
        <Button onPress={onClose}>{t('common:act.cancel')}</Button>
        <Button tone="danger" isBusy={isBusy} onPress={() => void submit()}>
          {t('end.open')}
        </Button>
      </Acts>
    </Dialog>
  )
}
