// A password or token that is told once: it is kept nowhere, so it must be taken down now.
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Acts, Dialog } from '~/base/dialog'
import { say } from '~/base/said'
import style from './admin.module.css'

export function ToldOnce({
  title,
  secret,
  note,
  onClose,
}: {
  title: string
  /** Null where the act was done before and told already. */
  secret: string | null
  note: string
  onClose: () => void
}) {
  const { t } = useTranslation(['admin', 'common'])
  return (
    <Dialog title={title} isOpen isFirm onClose={onClose}>
      {secret ? (
        <>
          <code className={style.secret}>{secret}</code>
          <p>{t('once.warning')}</p>
          <p>{note}</p>
        </>
      ) : (
        <p>{t('once.toldBefore')}</p>
      )}
      <Acts>
        {secret && (
          <Button
            tone="main"
            onPress={async () => {
              await navigator.clipboard.writeText(secret)
              say(t('common:act.copied'))
            }}
          >
            {t('common:act.copy')}
          </Button>
        )}
        <Button onPress={onClose}>{t('once.taken')}</Button>
      </Acts>
    </Dialog>
  )
}
