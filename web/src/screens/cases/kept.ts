// What a list remembers while one looks at something else: in memory only, by the place in the history, for this person.
import { useCallback, useState } from 'react'
import { useLocation } from 'react-router'
import { onLeaving } from '~/app/session'

const memory = new Map<string, unknown>()
onLeaving(() => memory.clear())

/** A state that is there again when one comes back to this place. */
export function useKept<T>(name: string, initial: T) {
  const { key } = useLocation()
  const place = `${key} ${name}`
  const [value, setValue] = useState<T>(() => (memory.has(place) ? (memory.get(place) as T) : initial))
  memory.set(place, value)
  const set = useCallback((it: T) => setValue(it), [])
  return [value, set] as const
}
