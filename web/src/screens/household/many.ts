// A count for a sentence: the number that chooses the form of the word, and its digits as preferred.
import { useFormat } from '~/format/use-format'

export function useMany() {
  const format = useFormat()
  return (count: number) => ({ count, n: format.number(count) })
}
