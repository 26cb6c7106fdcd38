// The formats of who looks at the page, and the words of codes.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '~/app/preferences'
import type th from '~/i18n/th/labels.generated.json'
import { formats } from './format'

export type Family = keyof typeof th

/** Formats as the preferences say. */
export function useFormat() {
  const { language, digits } = usePreferences()
  return useMemo(() => formats({ language, digits }), [language, digits])
}

/** The word of a code as the API spells it: `label('case_status', 'TO_VERIFY')`. */
export function useLabel() {
  const { i18n } = useTranslation('labels')
  return useMemo(
    () => (family: Family, code: string | null | undefined) => {
      if (!code) return ''
      const bundle = i18n.getResourceBundle(i18n.language, 'labels') as Record<string, Record<string, string>>
      return bundle[family]?.[code.toLowerCase()] ?? code
    },
    [i18n, i18n.language],
  )
}
