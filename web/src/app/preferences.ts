// What a person chose for this device: language, digits, colours. No personal data.
import { useSyncExternalStore } from 'react'
import type { Language } from '~/i18n/start'

export type Preferences = {
  language: Language
  digits: 'latn' | 'thai'
  theme: 'system' | 'light' | 'dark'
}

const PLACE = 'phonjon.preferences'
const listeners = new Set<() => void>()

function ofDevice(): Preferences {
  const chosen: Partial<Preferences> = { language: 'th', digits: 'latn', theme: 'system' }
  try {
    Object.assign(chosen, JSON.parse(localStorage.getItem(PLACE) ?? '{}'))
  } catch {
    // A device that keeps nothing shows the defaults.
  }
  return {
    language: chosen.language === 'en' ? 'en' : 'th',
    digits: chosen.digits === 'thai' ? 'thai' : 'latn',
    theme: chosen.theme === 'light' || chosen.theme === 'dark' ? chosen.theme : 'system',
  }
}

let current = ofDevice()

export const preferences = {
  get: () => current,
  /** Tells of every change; gives what ends that. */
  follow(tell: () => void) {
    listeners.add(tell)
    return () => listeners.delete(tell)
  },
  set(change: Partial<Preferences>) {
    current = { ...current, ...change }
    try {
      localStorage.setItem(PLACE, JSON.stringify(current))
    } catch {
      // It holds for this visit.
    }
    for (const tell of listeners) tell()
  },
}

/** The preferences, drawn anew when they change. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(preferences.follow, preferences.get)
}
