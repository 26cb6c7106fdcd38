// Sending a file to the server, one after another, with how far it is.
import { preferences } from '~/app/preferences'
import { MARK } from '~/graph/mark'

export type Sent = { uploadId: string } | { fault: 'offline' | 'ended' | 'stopped' } | { refused: string }

/** Files wait for each other: a slow line is not shared among them. */
let before: Promise<unknown> = Promise.resolve()

/** Sends a file when those before it are sent; `told` hears the share of it that is. */
export function upload(file: File, signal: AbortSignal, told: (share: number) => void): Promise<Sent> {
  const sending = before.then(() =>
    signal.aborted ? { fault: 'stopped' as const } : send(file, signal, told),
  )
  before = sending
  return sending
}

// `fetch` tells nothing of how much was sent.
function send(file: File, signal: AbortSignal, told: (share: number) => void): Promise<Sent> {
  return new Promise(resolve => {
    const request = new XMLHttpRequest()
    request.open('POST', `/upload?name=${encodeURIComponent(file.name)}`)
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.setRequestHeader('Accept-Language', preferences.get().language)
    for (const [name, value] of Object.entries(MARK)) request.setRequestHeader(name, value)
    request.upload.onprogress = event => event.lengthComputable && told(event.loaded / event.total)
    request.onload = () => resolve(sentOf(request.status, request.responseText))
    request.onerror = () => resolve({ fault: 'offline' })
    request.onabort = () => resolve({ fault: 'stopped' })
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

/** What an answer of the server says of the file. */
export function sentOf(status: number, body: string): Sent {
  if (status === 401) return { fault: 'ended' }
  try {
    const told = JSON.parse(body) as { uploadId?: string; errors?: { message?: string }[] }
    if (told.uploadId) return { uploadId: told.uploadId }
    const message = told.errors?.[0]?.message
    if (message) return { refused: message }
  } catch {
    // No answer of ours: something between here and the server.
  }
  return { fault: 'offline' }
}
