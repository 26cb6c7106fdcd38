// Words on screen: Thai and English, each loaded as one piece when it is chosen.
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { preferences } from '~/app/preferences'

export type Language = 'th' | 'en'

const load = {
  th: () => import('./th').then(it => it.default),
  en: () => import('./en').then(it => it.default),
}

/** Loads the words of the chosen language; called once, before anything is drawn. */
export async function startWords(): Promise<void> {
  const language = preferences.get().language
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'common',
    resources: { [language]: await load[language]() },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  document.documentElement.lang = language
}

/** Shows another language; what is on screen stays where it is. */
export async function speak(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'common')) {
    const words = await load[language]()
    for (const [namespace, bundle] of Object.entries(words))
      i18next.addResourceBundle(language, namespace, bundle)
  }
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}
