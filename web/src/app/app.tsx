// The whole client: preferences, session, the door and what lies behind it.
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { Door } from './door'
import { usePreferences } from './preferences'
import { SessionProvider } from './session'

export function App() {
  const { language, digits } = usePreferences()
  const locale = `${language === 'th' ? 'th-TH' : 'en-GB'}-u-ca-buddhist-nu-${digits}`
  return (
    <I18nProvider locale={locale}>
      <SessionProvider>
        <Door />
      </SessionProvider>
    </I18nProvider>
  )
}
