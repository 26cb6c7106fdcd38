// A slow phone on a slow line, and how long a page without a client takes there: the yardstick of every other time.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CDPSession } from 'playwright-core'
import type { Person } from './browser'

/** Four times slower than this machine, 1.6 Mbit/s, 150 ms away. */
export async function slowDown(person: Person): Promise<CDPSession> {
  const cdp = await person.context.newCDPSession(person.page)
  await cdp.send('Network.enable')
  await cdp.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: (1_600_000 / 8) * 0.9,
    uploadThroughput: 750_000 / 8,
  })
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  return cdp
}

const BARE =
  '<!doctype html><html lang="th"><meta charset="utf-8"><title>·</title><input name="userName"></html>'

/** A page of one field, served for as long as somebody looks at it. */
export async function withBarePage<T>(look: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(BARE)
  })
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
  try {
    return await look(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

/** The middle of several times, such as `1650 ms (1590 to 1920)`. */
export function told(times: number[]): string {
  const sorted = [...times].sort((one, other) => one - other)
  return `${sorted[sorted.length >> 1]} ms (${sorted[0]} to ${sorted.at(-1)})`
}
