// Has the browser keep the page itself, so that it opens without a line.

/** Only what was built is kept; while one works on the client it changes under the hand. */
export function keepShell(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  // It fetches every screen: what is looked at now goes first. Not every browser tells when it has nothing to do.
  const later = window.requestIdleCallback ?? setTimeout
  later(() => {
    // Where a browser forbids it, the page needs a line and is the same otherwise.
    navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' }).catch(() => {})
  })
}
