// Words on screen: Thai and English, a file for each screen, fetched beside the screen that says them.
import i18next, { type BackendModule, type ResourceKey } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { preferences } from '~/app/preferences'
import type th from './th'
import account from './th/account.json'
import common from './th/common.json'

export type Language = 'th' | 'en'

/** The words of a screen, by the name of their file. */
export type Words = keyof typeof th

/** What the door says comes with it in Thai, which nearly everybody reads there. */
const OF_DOOR = { account, common }

const files = import.meta.glob<ResourceKey>(['./{th,en}/*.json', '!./th/account.json', '!./th/common.json'], {
  import: 'default',
})

const shelf: BackendModule = {
  type: 'backend',
  init() {},
  async read(language, namespace) {
    const fetched =
      files[`./${language}/${namespace}.json`] ?? files[`./${language}/${namespace}.generated.json`]
    if (!fetched) throw new Error(`no words of ${namespace} in ${language}`)
    return fetched()
  },
}

/** Loads what the door says in the chosen language; called once, before anything is drawn. */
export async function startWords(): Promise<void> {
  const { language } = preferences.get()
  await i18next
    .use(shelf)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: false,
      ns: Object.keys(OF_DOOR),
      defaultNS: 'common',
      resources: { th: OF_DOOR },
      partialBundledLanguages: true,
      interpolation: { escapeValue: false },
      returnNull: false,
    })
  document.documentElement.lang = language
}

/** Fails where words did not come: a page without words is drawn by nobody. */
function holdWords(language: string, names: readonly string[]): void {
  const missing = names.filter(it => !i18next.hasResourceBundle(language, it))
  if (missing.length > 0) throw new Error(`words did not come: ${missing.join(', ')}`)
}

/** Loads the words of screens in the language that is shown; they stand before the screen is drawn. */
export async function loadWords(...names: Words[]): Promise<void> {
  await i18next.loadNamespaces(names)
  holdWords(i18next.language, names)
}

/** Shows another language; what is on screen stays where it is. */
export async function speak(language: Language): Promise<void> {
  await i18next.loadLanguages(language)
  holdWords(language, [i18next.options.ns ?? []].flat())
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}
