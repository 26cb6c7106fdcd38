// An address that shows nothing, or nothing this account may see: both look the same.
import { useTranslation } from 'react-i18next'
import { ButtonLink } from '~/base/button-link'
import { State } from '~/base/state'

export function NowhereScreen() {
  const { t } = useTranslation()
  return (
    <State
      tone="empty"
      isPage
      title={t('state.notFoundTitle')}
      act={<ButtonLink to="/">{t('nav.home')}</ButtonLink>}
    >
      {t('state.notFound')}
    </State>
  )
}
