// Changing one's password.
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '~/app/session'
import { Button } from '~/base/button'
import { TextField } from '~/base/field'
import { Stack } from '~/base/page'
import { Refused, refusalOf } from '~/base/refused'
import { type Outcome, useAct } from '~/graph/act'
import { ChangePasswordDocument } from './account.generated'

export function PasswordForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation(['account', 'common'])
  const { userName } = useMe()
  const [change, isBusy] = useAct(ChangePasswordDocument)
  const [oldPassword, setOld] = useState('')
  const [newPassword, setNew] = useState('')
  const [again, setAgain] = useState('')
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const differs = again !== '' && again !== newPassword

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (again !== newPassword) {
      setAgain(again || ' ')
      return
    }
    const came = await change({ oldPassword, newPassword })
    setOutcome(came)
    if (came.done) {
      setOld('')
      setNew('')
      setAgain('')
      onDone()
    }
  }

  return (
    <form onSubmit={event => void submit(event)} noValidate>
      <Stack>
        <input type="hidden" name="username" autoComplete="username" value={userName} readOnly />
        <Refused outcome={outcome} fields={['oldPassword', 'newPassword']} />
        <TextField
          label={t('password.old')}
          type="password"
          autoComplete="current-password"
          value={oldPassword}
          onChange={setOld}
          error={refusalOf(outcome, 'oldPassword')}
          isRequired
        />
        <TextField
          label={t('password.new')}
          hint={t('password.hint')}
          type="password"
          autoComplete="new-password"
          value={newPassword}
          onChange={setNew}
          error={refusalOf(outcome, 'newPassword')}
          isRequired
        />
        <TextField
          label={t('password.again')}
          type="password"
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          error={differs ? t('password.differs') : null}
          isRequired
        />
        <div>
          <Button tone="main" type="submit" isBusy={isBusy}>
            {t('password.title')}
          </Button>
        </div>
      </Stack>
    </form>
  )
}
