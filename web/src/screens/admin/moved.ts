// A list with one of its things at another place.
export function moved<T>(list: T[], from: number, to: number): T[] {
  const without = list.filter((_, at) => at !== from)
  return [...without.slice(0, to), ...list.slice(from, from + 1), ...without.slice(to)]
}
