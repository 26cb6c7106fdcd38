// Giving a team another name; where somebody else did so meanwhile, both names are shown and one decides.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Conflict, conflictOf } from '~/base/conflict'
import { Acts, Dialog } from '~/base/dialog'
import { TextField } from '~/base/field'
import { Stack } from '~/base/page'
import { Refused, refusalOf } from '~/base/refused'
import { say } from '~/base/said'
import { type Outcome, useAct } from '~/graph/act'
import type { OneTeam } from './team'
import { RenameTeamDocument } from './teams.generated'

export function RenameDialog({ team, onClose }: { team: OneTeam; onClose: () => void }) {
  const { t } = useTranslation(['teams', 'common'])
  const [read] = useState(team.name)
  const [name, setName] = useState(read)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [rename, isBusy] = useAct(RenameTeamDocument)
  const conflict = conflictOf(outcome)
  const submit = async (expectedVersion: number) => {
    const came = await rename({ teamId: team.id, expectedVersion, name: name.trim() })
    setOutcome(came)
    if (!came.done) return
    say(t('rename.done'))
    onClose()
  }
  return (
    <Dialog title={t('rename.open')} isOpen onClose={onClose}>
      <Stack>
        <TextField
          label={t('make.name')}
          value={name}
          onChange={setName}
          maxLength={200}
          error={refusalOf(outcome, 'name')}
          isRequired
          autoFocus
        />
        {conflict ? (
          <Conflict
            fields={conflict.fields.map(it => ({ ...it, name: t('make.name'), base: it.base ?? read }))}
            isBusy={isBusy}
            onAgain={() => void submit(conflict.version)}
            onLeave={onClose}
          />
        ) : (
          <Refused outcome={outcome} fields={['name']} />
        )}
      </Stack>
      {!conflict && (
        <Acts>
          <Button onPress={onClose}>{t('common:act.cancel')}</Button>
          <Button tone="main" isBusy={isBusy} onPress={() => void submit(team.version)}>
            {t('common:act.save')}
          </Button>
        </Acts>
      )}
    </Dialog>
  )
}
