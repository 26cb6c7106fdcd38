// A screen that failed by our fault: nothing saved is lost, and the rest of the client goes on.
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { State } from '~/base/state'

export function Broken() {
  const { t } = useTranslation()
  return (
    <State
      tone="fault"
      title={t('state.brokenTitle')}
      act={<Button onPress={() => location.reload()}>{t('state.reload')}</Button>}
    >
      {t('state.broken')}
    </State>
  )
}
