// Digits that answer, in the row of digits or the number pad: they work whichever language is typed.
import { useEffect, useRef } from 'react'

/** What each digit does; not while a field or a dialog has the focus, nor with a modifier. */
export function useShortcuts(areOn: boolean, keys: Record<number, () => void>): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    if (!areOn) return
    const pressed = (event: KeyboardEvent) => {
      const [, digit] = /^(?:Digit|Numpad)(\d)$/.exec(event.code) ?? []
      const act = digit && latest.current[Number(digit)]
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
