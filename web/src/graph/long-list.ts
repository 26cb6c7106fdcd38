// A list of any length, page by page as one looks at it. Pages near what is looked at are kept, the others are asked for
// again when they come into sight: neither time nor memory of a further page grows with the list.
import type { CombinedError } from 'urql'

export type Page<Row> = { rows: Row[]; next: string | null; total: number }
type Answer<Row> = { page?: Page<Row>; error?: CombinedError }

type Slot<Row> = {
  /** The cursor it follows. */
  after: string | null
  rows: Row[] | null
  /** How many rows it had when it was last seen; null before that. */
  count: number | null
  /** Its rows may have changed since. */
  isStale: boolean
  /** The latest question for it that has no answer yet. */
  asked: object | null
}

const slot = <Row>(after: string | null): Slot<Row> => ({
  after,
  rows: null,
  count: null,
  isStale: false,
  asked: null,
})

/** How many pages are kept. */
const KEPT = 30

/** How many rows before its end the next page is asked for. */
const AHEAD = 25

export class LongList<Row> {
  private slots: Slot<Row>[] = [slot(null)]
  private sight = { first: 0, last: 0 }
  private readonly listeners = new Set<() => void>()
  private changes = 0
  private found: number | null = null
  /** Why the latest page did not come. */
  error: CombinedError | undefined

  constructor(
    private readonly size: number,
    private readonly ask: (after: string | null) => Promise<Answer<Row>>,
  ) {}

  /** Nothing came yet. */
  get isNew(): boolean {
    return this.found === null
  }

  /** How many records there are, those not fetched yet counted. */
  get total(): number {
    return this.found ?? 0
  }

  /** How many rows are known of. */
  get count(): number {
    return (this.slots.length - 1) * this.size + (this.slots.at(-1)?.count ?? 0)
  }

  /** There are more than those. */
  get hasMore(): boolean {
    return !this.error && this.slots.at(-1)?.count === null
  }

  /** The row at a place; undefined where it is not here now. */
  readonly at = (place: number): Row | undefined =>
    this.slots[Math.floor(place / this.size)]?.rows?.[place % this.size]

  /** The first row of those that are here for which something holds. */
  find(holds: (row: Row) => boolean): Row | undefined {
    for (const { rows } of this.slots) {
      const row = rows?.find(holds)
      if (row) return row
    }
    return undefined
  }

  /** Takes care that the rows between two places are here. */
  readonly look = (first: number, last: number): void => {
    this.sight = { first, last }
    this.fetch()
  }

  /** Asks again for what is looked at, and for the rest when it is. */
  readonly refresh = (): void => {
    this.error = undefined
    for (const it of this.slots) {
      it.isStale = true
      // What was asked before may not know what happened since.
      it.asked = null
    }
    this.fetch()
  }

  readonly subscribe = (hear: () => void): (() => void) => {
    this.listeners.add(hear)
    return () => this.listeners.delete(hear)
  }

  /** Another one whenever something changed. */
  readonly version = (): number => this.changes

  private fetch(): void {
    const from = Math.floor(this.sight.first / this.size)
    const to = Math.floor((this.sight.last + AHEAD) / this.size)
    for (const [at, it] of this.slots.slice(from, to + 1).entries()) {
      if (!it.asked && (!it.rows || it.isStale) && !this.error) void this.bring(from + at, it)
    }
  }

  private async bring(at: number, it: Slot<Row>): Promise<void> {
    const question = {}
    it.asked = question
    const { page, error } = await this.ask(it.after)
    if (this.slots[at] !== it || it.asked !== question) return
    it.asked = null
    this.error = error
    if (page) this.take(at, it, page)
    this.changes += 1
    for (const hear of this.listeners) hear()
    if (page) this.fetch()
  }

  private take(at: number, it: Slot<Row>, { rows, next, total }: Page<Row>): void {
    this.found = total
    if (rows.length === 0 && at > 0) {
      // The list became shorter than where one stands.
      this.slots = [slot(null)]
      return
    }
    Object.assign(it, { rows, count: rows.length, isStale: false })
    const follower = this.slots[at + 1]
    if (next === null) this.slots.length = at + 1
    else if (!follower) this.slots.push(slot(next))
    // Its rows stay in sight until those that follow now are here.
    else if (follower.after !== next)
      this.slots[at + 1] = { ...follower, after: next, isStale: true, asked: null }
    this.forget()
  }

  private forget(): void {
    const middle = (this.sight.first + this.sight.last) / 2 / this.size
    const kept = this.slots.map((it, at) => ({ it, far: Math.abs(at - middle) })).filter(({ it }) => it.rows)
    if (kept.length <= KEPT) return
    for (const { it } of kept.sort((a, b) => a.far - b.far).slice(KEPT)) it.rows = null
  }
}
