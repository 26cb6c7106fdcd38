// The acts that the audit log tells of, in the words of a sentence; one it does not know is told by its code.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

type Words = Record<string, string>

/** The words of every act that is known, by its code. */
export function useActions(): Words {
  const { i18n } = useTranslation('admin')
  return useMemo(
    () => (i18n.getResourceBundle(i18n.language, 'admin') as { did: Words }).did,
    [i18n, i18n.language],
  )
}

export function useActionName(): (action: string) => string {
  const words = useActions()
  return useMemo(() => action => words[action.replace('.', '-')] ?? action, [words])
}
