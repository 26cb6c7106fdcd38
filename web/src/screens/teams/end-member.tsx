// Ending somebody's service in a team.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { DayField } from '~/base/day-field'
import { Acts, Dialog } from '~/base/dialog'
import { Stack } from '~/base/page'
import { Refused, refusalOf } from '~/base/refused'
import { say } from '~/base/said'
import { today } from '~/format/format'
import { type Outcome, useAct } from '~/graph/act'
import type { OneTeam } from './team'
import { EndMemberDocument, type MemberFragment } from './teams.generated'

export function EndMemberDialog({
  team,
  member,
  onClose,
}: {
  team: OneTeam
  member: MemberFragment
  onClose: () => void
}) {
  const { t } = useTranslation(['teams', 'common'])
  const [until, setUntil] = useState<string | null>(today())
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [end, isBusy] = useAct(EndMemberDocument)
  const submit = async () => {
    const came = await end({ memberId: member.id, expectedVersion: member.version, until })
    setOutcome(came)
    if (!came.done) return
    say(t('members.ended'))
    onClose()
  }
  return (
    <Dialog title={t('members.endOf', { name: member.name })} isOpen onClose={onClose}>
      <Stack>
        {member.role === 'LEAD' && team.householdCount > 0 && <p>{t('members.leadLeaves')}</p>}
        <DayField
          label={t('members.until')}
          hint={t('members.untilHint')}
          value={until}
          onChange={setUntil}
          min={member.since}
          error={refusalOf(outcome, 'until')}
        />
        <Refused outcome={outcome} fields={['until']} />
      </Stack>
      <Acts>
        <Button onPress={onClose}>{t('common:act.cancel')}</Button>
        <Button tone="main" isBusy={isBusy} onPress={() => void submit()}>
          {t('members.end')}
        </Button>
      </Acts>
    </Dialog>
  )
}
