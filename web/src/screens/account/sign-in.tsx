// Signing in: the whole page, or over a page whose session ended.
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient } from 'urql'
import { deviceName } from '~/app/device'
import { preferences, usePreferences } from '~/app/preferences'
import { useSession } from '~/app/session'
import { SignInDocument } from '~/app/session.generated'
import { signOutDue } from '~/app/sign-out-due'
import { Button } from '~/base/button'
import { Checkbox, TextField } from '~/base/field'
import { Stack } from '~/base/page'
import { Refused } from '~/base/refused'
import { useFormat } from '~/format/use-format'
import { type Fault, faultOf } from '~/graph/fault'
import { speak } from '~/i18n/start'
import style from './sign-in.module.css'

type Undone = {
  done: false
  refusals: { code: string; message: string; field?: string | null }[]
  fault?: Fault
}

/** The whole page; `onBegun` hears that somebody writes in it. */
export function SignInScreen({ onBegun }: { onBegun: () => void }) {
  const { t } = useTranslation(['account', 'common'])
  const { language } = usePreferences()
  const other = language === 'th' ? 'en' : 'th'
  const change = async () => {
    preferences.set({ language: other })
    await speak(other)
  }
  return (
    <main className={style.page} onInput={onBegun}>
      <div className={style.box}>
        <header className={style.head}>
          <img src="/mark.svg" alt="" width={48} height={48} />
          <div>
            <h1>{t('common:product')}</h1>
            <p>{t('signIn.lead')}</p>
          </div>
        </header>
        <SignInForm />
        <footer className={style.foot}>
          <p>{t('signIn.forgot')}</p>
          <Button tone="quiet" onPress={() => void change()}>
            {t(other === 'th' ? 'common:language.th' : 'common:language.en')}
          </Button>
        </footer>
      </div>
    </main>
  )
}

/** Name and password; `userName` is given where the same person comes back. */
export function SignInForm({ userName: known }: { userName?: string }) {
  const { t } = useTranslation(['account', 'common'])
  const format = useFormat()
  const client = useClient()
  const { enter } = useSession()
  const [userName, setUserName] = useState(known ?? '')
  const [password, setPassword] = useState('')
  const [isShown, setShown] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<Undone | null>(null)

  const signIn = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    const result = await client
      .mutation(SignInDocument, { userName, password, device: deviceName() }, { quiet: true })
      .toPromise()
    const came = result.data?.signIn
    if (came?.session) {
      signOutDue.forget()
      await enter()
    } else if (came) {
      const at = came.retryAt
        ? [{ code: 'RETRY_AT', message: t('signIn.retryAt', { time: format.time(came.retryAt) }) }]
        : []
      setOutcome({ done: false, refusals: [...came.userErrors, ...at] })
    } else if (result.error) {
      setOutcome({ done: false, refusals: [], fault: faultOf(result.error) })
    }
    setBusy(false)
  }

  return (
    <form onSubmit={event => void signIn(event)} noValidate>
      <Stack>
        <Refused outcome={outcome} />
        <TextField
          label={t('signIn.userName')}
          name="userName"
          autoComplete="username"
          value={userName}
          onChange={setUserName}
          isRequired
          isDisabled={known !== undefined}
          autoFocus={known === undefined}
        />
        <TextField
          label={t('signIn.password')}
          name="password"
          type={isShown ? 'text' : 'password'}
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          isRequired
          autoFocus={known !== undefined}
        />
        <Checkbox isSelected={isShown} onChange={setShown}>
          {t('signIn.show')}
        </Checkbox>
        <Button tone="main" type="submit" isBusy={isBusy} isWide>
          {t('common:act.signIn')}
        </Button>
      </Stack>
    </form>
  )
}
