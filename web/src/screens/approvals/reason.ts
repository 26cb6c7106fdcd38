// Why a household is proposed, from what the proposal keeps as JSON.
export type Reason = {
  /** In the words of whoever proposed it. */
  text?: string
  /** From which level to which it fell. */
  from?: string
  to?: string
  /** The lists that name it. */
  lists?: { source: string; year: number }[]
}

function listOf(it: unknown): { source: string; year: number }[] {
  const { source, year } = (it ?? {}) as Record<string, unknown>
  return typeof source === 'string' && typeof year === 'number' ? [{ source, year }] : []
}

export function reasonOf(json: string): Reason {
  try {
    const told: unknown = JSON.parse(json)
    if (typeof told !== 'object' || told === null) return {}
    const { text, from, to, list } = told as Record<string, unknown>
    const lists = Array.isArray(list) ? list.flatMap(listOf) : []
    return {
      ...(typeof text === 'string' && { text }),
      ...(typeof from === 'string' && { from }),
      ...(typeof to === 'string' && { to }),
      ...(lists.length > 0 && { lists }),
    }
  } catch {
    return {}
  }
}
