// A value once it has stood still for a while, such as what somebody types to look for.
import { useEffect, useState } from 'react'

export function useLater<V>(value: V, wait = 300): V {
  const [later, setLater] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), wait)
    return () => clearTimeout(timer)
  }, [value, wait])
  return later
}
