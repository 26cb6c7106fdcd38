// Sending a file to the server in pieces (tus 1.0), one file after another, with how far it is. Where it stopped, because
// the line broke, the page was left or the server went away, it goes on: the server knows what it has.
import { preferences } from '~/app/preferences'
import { MARK } from '~/graph/mark'

export type Sent = { uploadId: string } | { fault: 'offline' | 'ended' | 'stopped' } | { refused: string }

/** How far a file is: bytes with the server, of all, and bytes a second as it goes now. */
export type Reached = { sent: number; all: number; pace: number | null }

/** What a broken line costs; proxies let so much through by default. */
export const PIECE = 1 << 20
/** Milliseconds before each new attempt after the line broke. */
const AGAIN = [500, 1500, 3000]
const PLACES = 'phonjon.uploads'

/** Files wait for each other: a slow line is not shared among them. */
let before: Promise<unknown> = Promise.resolve()

/** Sends a file, or what is missing of it, when those before it are sent. */
export function upload(file: File, signal: AbortSignal, told: (reached: Reached) => void): Promise<Sent> {
  const sending = before.then(() =>
    signal.aborted ? { fault: 'stopped' as const } : send(file, signal, told),
  )
  before = sending
  return sending
}

/** Has the server forget what came of a file that is not to be sent after all. */
export async function giveUp(file: File): Promise<void> {
  const mark = await fingerprint(file)
  const place = mark && places()[mark]
  if (!mark || !place) return
  remember(mark, null)
  await fetch(place, { method: 'DELETE', headers: headers() }).catch(() => null)
}

async function send(file: File, signal: AbortSignal, told: (reached: Reached) => void): Promise<Sent> {
  const mark = await fingerprint(file)
  let place = (mark && places()[mark]) || null
  let at: number | null = null
  let failures = 0
  const pace = paceFrom(performance.now())
  for (;;) {
    if (signal.aborted) return { fault: 'stopped' }
    const answer: Response | null = await step(file, place, at, signal).catch(() => null)
    if (signal.aborted) return { fault: 'stopped' }
    if (!answer || answer.status >= 500) {
      const wait = AGAIN[failures++]
      const refused = answer && (await refusalOf(answer))
      if (wait === undefined) return refused ? { refused } : { fault: 'offline' }
      await new Promise(resolve => setTimeout(resolve, wait))
      at = null
      continue
    }
    if (answer.status === 401) return { fault: 'ended' }
    if (answer.status === 404 && place) {
      // It was given up, or a day has passed: it begins anew.
      place = null
      at = null
      if (mark) remember(mark, null)
      continue
    }
    // What came is not what was sent, or more or less came than was thought: the server says from where.
    if (answer.status === 409 || answer.status === 460) {
      if (AGAIN[failures++] === undefined) return { fault: 'offline' }
      at = null
      continue
    }
    if (!answer.ok) return { refused: (await refusalOf(answer)) ?? `${answer.status}` }
    const reached: number = Number(answer.headers.get('Upload-Offset'))
    place = answer.headers.get('Location') ?? place
    if (!place || !Number.isSafeInteger(reached)) return { fault: 'offline' }
    if (mark) remember(mark, place)
    if (at !== null && at < reached) failures = 0
    told({ sent: reached, all: file.size, pace: pace(reached - (at ?? reached), performance.now()) })
    at = reached
    if (reached >= file.size) {
      if (mark) remember(mark, null)
      return { uploadId: place.slice(place.lastIndexOf('/') + 1) }
    }
  }
}

/** Begins a file, asks how far it is, or sends the next piece. */
async function step(
  file: File,
  place: string | null,
  at: number | null,
  signal: AbortSignal,
): Promise<Response> {
  if (!place) {
    const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)))
    const more = { 'Upload-Length': `${file.size}`, 'Upload-Metadata': `filename ${name}` }
    return fetch('/uploads', { method: 'POST', headers: headers(more), signal })
  }
  if (at === null) return fetch(place, { method: 'HEAD', headers: headers(), signal })
  const body = await file.slice(at, at + PIECE).arrayBuffer()
  const hash = await sha256(body)
  const more = {
    'Content-Type': 'application/offset+octet-stream',
    'Upload-Offset': `${at}`,
    ...(hash && { 'Upload-Checksum': `sha256 ${btoa(String.fromCharCode(...hash))}` }),
  }
  return fetch(place, { method: 'PATCH', headers: headers(more), body, signal })
}

function headers(more: Record<string, string> = {}): Record<string, string> {
  return { 'Tus-Resumable': '1.0.0', 'Accept-Language': preferences.get().language, ...MARK, ...more }
}

/** The sentence of a refusal, where the answer is one of ours. */
export async function refusalOf(answer: Response): Promise<string | null> {
  try {
    const told = (await answer.json()) as { errors?: { message?: string }[] }
    return told.errors?.[0]?.message ?? null
  } catch {
    // No answer of ours: something between here and the server.
    return null
  }
}

/** Bytes a second since a beginning; what the server had before does not count. */
export function paceFrom(begun: number) {
  let bytes = 0
  return (more: number, now: number): number | null => {
    bytes += more
    const seconds = (now - begun) / 1000
    return bytes > 0 && seconds > 0 ? bytes / seconds : null
  }
}

/** Browsers hash only on pages that came safely; elsewhere a piece goes without. */
async function sha256(bytes: ArrayBuffer): Promise<Uint8Array | null> {
  return crypto.subtle ? new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)) : null
}

/** What a file is known by when it is chosen again: nothing can be read from it. */
async function fingerprint(file: File): Promise<string | null> {
  try {
    const said = new TextEncoder().encode(`${file.name}|${file.size}|${file.lastModified}|`)
    const [first, last] = [file.slice(0, PIECE), file.slice(Math.max(PIECE, file.size - PIECE))]
    const hash = await sha256(await new Blob([said, first, last]).arrayBuffer())
    return hash && [...hash].map(it => it.toString(16).padStart(2, '0')).join('')
  } catch {
    // A file that cannot be read fails where it is sent.
    return null
  }
}

/** Where the bytes of files go that were not sent to their end, by fingerprint. */
function places(): Record<string, string> {
  try {
    return JSON.parse(localStorage.getItem(PLACES) ?? '{}') as Record<string, string>
  } catch {
    return {}
  }
}

function remember(mark: string, place: string | null): void {
  const all = Object.entries(places()).filter(([it]) => it !== mark)
  // A day later the server has none of them: a few are enough.
  const kept = [...all, ...(place ? [[mark, place]] : [])].slice(-20)
  try {
    localStorage.setItem(PLACES, JSON.stringify(Object.fromEntries(kept)))
  } catch {
    // A device that keeps nothing sends a file anew after the page was left.
  }
}
