// The session ended under an open page: signing in again here loses nothing that was typed.
import { useTranslation } from 'react-i18next'
import { useMe, useSession } from '~/app/session'
import { Button } from '~/base/button'
import { Dialog } from '~/base/dialog'
import { SignInForm } from './sign-in'

export function EndedDialog() {
  const { t } = useTranslation()
  const { userName } = useMe()
  const { leave } = useSession()
  return (
    <Dialog title={t('state.endedTitle')} isOpen isFirm onClose={() => {}}>
      <p>{t('state.ended')}</p>
      <SignInForm userName={userName} />
      <Button tone="quiet" onPress={() => void leave()}>
        {t('act.signOut')}
      </Button>
    </Dialog>
  )
}
