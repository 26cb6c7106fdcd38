// The service worker: the page itself opens without a line. Answers of the server are never kept.

/** The files of the page and their version, put in when it is built. */
const SHELL = '__SHELL__'

/** As much of a service worker as is used here. */
type Later = { waitUntil: (done: Promise<unknown>) => void }
type Asked = Later & { request: Request; respondWith: (answer: Promise<Response>) => void }
type Serving = {
  location: Location
  clients: { claim: () => Promise<void> }
  addEventListener(kind: 'install' | 'activate', act: (event: Later) => void): void
  addEventListener(kind: 'fetch', act: (event: Asked) => void): void
}
const worker = self as unknown as Serving

const { version, files } = JSON.parse(SHELL) as { version: string; files: string[] }
const NAME = `phonjon-shell-${version}`

/** Every place of the client is this page. */
const PAGE = '/index.html'

/** A line that answers no faster than this is no line. */
const PATIENCE = 5_000

worker.addEventListener('install', event => {
  const fresh = files.map(it => new Request(it, { cache: 'reload' }))
  event.waitUntil(caches.open(NAME).then(it => it.addAll(fresh)))
})

worker.addEventListener('activate', event => {
  const stale = (name: string) => name.startsWith('phonjon-shell-') && name !== NAME
  const wiped = caches
    .keys()
    .then(names => Promise.all(names.filter(stale).map(it => caches.delete(it))))
    .then(() => worker.clients.claim())
  event.waitUntil(wiped)
})

worker.addEventListener('fetch', event => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  // GraphiQL is no place of the client: the server alone knows who may open it.
  const isOurs = origin === worker.location.origin && !pathname.startsWith('/graphiql')
  if (request.method !== 'GET' || !isOurs) return
  if (request.mode === 'navigate') event.respondWith(page(request))
  else if (files.includes(pathname)) event.respondWith(piece(request))
})

/** The page of the server, so that a new version is shown at once; without a line the one that is kept. */
async function page(request: Request): Promise<Response> {
  const kept = await caches.match(PAGE, { cacheName: NAME, ignoreVary: true })
  if (!kept) return fetch(request)
  const fresh = fetch(request).then(
    it => (it.status < 500 ? it : kept.clone()),
    () => kept.clone(),
  )
  const late = new Promise<Response>(answer => setTimeout(() => answer(kept.clone()), PATIENCE))
  return Promise.race([fresh, late])
}

/** A file whose name tells its content: kept once, it never changes. */
async function piece(request: Request): Promise<Response> {
  return (await caches.match(request.url, { cacheName: NAME, ignoreVary: true })) ?? fetch(request)
}

// A module: its names are its own.
export {}
