// No line: what can be done meanwhile, and asking again.
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useSession } from '~/app/session'
import { Button } from '~/base/button'
import style from './away-notice.module.css'

export function AwayNotice() {
  const { t } = useTranslation(['offline', 'common'])
  const { enter } = useSession()
  useEffect(() => {
    const again = () => void enter()
    addEventListener('online', again)
    // Not every device tells when the line is back; and the stay may end while the page is open.
    const minute = setInterval(again, 60_000)
    return () => {
      removeEventListener('online', again)
      clearInterval(minute)
    }
  }, [enter])
  return (
    <section className={style.notice} role="status" aria-label={t('common:state.offlineTitle')}>
      <p>
        {t('away.body')} <Link to="/visits">{t('common:nav.visits')}</Link>
      </p>
      <Button onPress={() => void enter()}>{t('common:act.retry')}</Button>
    </section>
  )
}
