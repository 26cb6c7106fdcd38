// The first thing a new account does: whoever made it knows its password.
import { useTranslation } from 'react-i18next'
import { useSession } from '~/app/session'
import { Button } from '~/base/button'
import { PasswordForm } from './password'
import style from './sign-in.module.css'

export default function FirstPassword() {
  const { t } = useTranslation(['account', 'common'])
  const { enter, leave } = useSession()
  return (
    <main className={style.page}>
      <div className={style.box}>
        <h1>{t('password.title')}</h1>
        <p>{t('password.first')}</p>
        <PasswordForm onDone={() => void enter()} />
        <footer className={style.foot}>
          <Button tone="quiet" onPress={() => void leave()}>
            {t('common:act.signOut')}
          </Button>
        </footer>
      </div>
    </main>
  )
}
