// Whether the page is as narrow as a phone: lists become cards there.
import { useSyncExternalStore } from 'react'

const narrow = () => window.matchMedia('(max-width: 720px)')

export function useNarrow(): boolean {
  return useSyncExternalStore(
    tell => {
      const query = narrow()
      query.addEventListener('change', tell)
      return () => query.removeEventListener('change', tell)
    },
    () => narrow().matches,
  )
}
