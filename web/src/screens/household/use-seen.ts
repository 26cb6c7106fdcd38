// Whether a part of the page came near enough to be read: what is long is asked for only then.
import { useEffect, useRef, useState } from 'react'

export function useSeen<E extends HTMLElement>() {
  const place = useRef<E>(null)
  const [isSeen, setSeen] = useState(false)
  useEffect(() => {
    if (!place.current || isSeen) return
    const watcher = new IntersectionObserver(
      changes => {
        if (changes.some(it => it.isIntersecting)) setSeen(true)
      },
      { rootMargin: '400px' },
    )
    watcher.observe(place.current)
    return () => watcher.disconnect()
  }, [isSeen])
  return [place, isSeen] as const
}
