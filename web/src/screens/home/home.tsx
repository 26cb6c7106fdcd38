// Home: what waits for whoever is signed in.
import { useTranslation } from 'react-i18next'
import { useMe } from '~/app/session'
import { PageHead } from '~/base/page'

export default function HomeScreen() {
  const { t } = useTranslation('home')
  const me = useMe()
  return <PageHead title={t('title')} lead={me.displayName} />
}
