// Lists that are read apart from the page are asked anew whenever something was done on it.
import { useEffect, useRef } from 'react'
import { useStory } from './story'

export function useAnewAfterActs(again: (options: { requestPolicy: 'network-only' }) => void): void {
  const { turn } = useStory()
  const last = useRef(turn)
  useEffect(() => {
    if (last.current === turn) return
    last.current = turn
    again({ requestPolicy: 'network-only' })
  }, [turn, again])
}
