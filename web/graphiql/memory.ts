// What GraphiQL would keep on the device: in memory alone, gone with the page, for variables may name a person.

type Kept = {
  readonly length: number
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
  clear(): void
}

/** Of the shape that GraphiQL asks of a storage. */
export function memory(): Kept {
  const kept = new Map<string, string>()
  return {
    get length() {
      return kept.size
    },
    getItem: key => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: key => void kept.delete(key),
    clear: () => kept.clear(),
  }
}
