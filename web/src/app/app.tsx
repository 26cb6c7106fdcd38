// The whole client: preferences, session, pages.
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { RouterProvider } from 'react-router/dom'
import { Said } from '~/base/said'
import { usePreferences } from './preferences'
import { router } from './router'
import { SessionProvider } from './session'

export function App() {
  const { language, digits } = usePreferences()
  const locale = `${language === 'th' ? 'th-TH' : 'en-GB'}-u-ca-buddhist-nu-${digits}`
  return (
    <I18nProvider locale={locale}>
      <SessionProvider>
        <RouterProvider router={router} />
      </SessionProvider>
      <Said />
    </I18nProvider>
  )
}
