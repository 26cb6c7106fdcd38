// Keys that answer and go to and fro, by where they lie: they work whichever language is typed.
import { useEffect, useRef } from 'react'

/** What each key does, by its digit or its code such as `KeyJ`; not while a field or a dialog has the focus, nor with a modifier. */
export function useShortcuts(areOn: boolean, keys: Record<string, () => void>): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    if (!areOn) return
    const pressed = (event: KeyboardEvent) => {
      const [, digit] = /^(?:Digit|Numpad)(\d)$/.exec(event.code) ?? []
      const act = latest.current[digit ?? event.code]
      const isElsewhere = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.repeat
      const at = event.target instanceof Element ? event.target : null
      if (!act || isElsewhere || at?.closest('input:not([type="checkbox"]), textarea, [role="dialog"]'))
        return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [areOn])
}
