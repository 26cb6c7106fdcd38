// Taking a file away that the server has: asked for as ours, so that a refusal can be said, and handed over as a file.
import { preferences } from '~/app/preferences'
import { MARK } from '~/graph/mark'
import { refusalOf } from './upload'

/** Nothing where it was handed over; else why not, in the server's words where it gave any. */
export type NotTaken = { fault: 'offline' } | { refused: string } | null

export async function takeFile(path: string, name: string): Promise<NotTaken> {
  const headers = { 'Accept-Language': preferences.get().language, ...MARK }
  let bytes: Blob
  try {
    const answer = await fetch(path, { headers })
    if (!answer.ok) {
      const refused = await refusalOf(answer)
      return refused ? { refused } : { fault: 'offline' }
    }
    bytes = await answer.blob()
  } catch {
    return { fault: 'offline' }
  }
  const url = URL.createObjectURL(bytes)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken it by then; nothing of it stays in the page.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
  return null
}

/** What the workbook with marks of a file is called. */
export function markedName(fileName: string): string {
  return `${fileName.replace(/\.[^.]*$/, '')}-marked.xlsx`
}
