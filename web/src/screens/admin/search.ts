// What is looked for in the audit log, as the address says it.
export type Search = {
  accountId: string | null
  action: string | null
  /** A person: who saw them. */
  personId: string | null
  from: string | null
  until: string | null
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

export function searchOf(params: URLSearchParams): Search {
  const day = (name: string) => {
    const value = params.get(name)
    return value && DAY.test(value) ? value : null
  }
  return {
    accountId: params.get('account'),
    action: params.get('action'),
    personId: params.get('person'),
    from: day('from'),
    until: day('until'),
  }
}

export function addressOf({ accountId, action, personId, from, until }: Search): string {
  const params = new URLSearchParams()
  const told = { account: accountId, action, person: personId, from, until }
  for (const [name, value] of Object.entries(told)) if (value) params.set(name, value)
  return `?${params}`
}

/** The first instant of a day in Thailand. */
const beginning = (day: string): string => new Date(`${day}T00:00:00+07:00`).toISOString()

/** From the beginning of the first day to the end of the last. */
export function instantsOf({ from, until }: Search) {
  const next = until ? new Date(Date.parse(beginning(until)) + 86_400_000).toISOString() : null
  return { from: from ? beginning(from) : null, until: next }
}
