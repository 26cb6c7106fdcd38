// Every screen, in Thai and English, at a desk and on a phone: nothing that axe finds, nothing wider than the screen, and
// a picture of each to look at.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESK, openBrowser, Person, PHONE } from './browser'
import { Program, printed } from './program'

const SCREENS: Record<string, string[]> = {
  chief: [
    '/',
    '/approvals',
    '/cases',
    '/cases/acts',
    '/teams',
    '/imports',
    '/questions',
    '/figures',
    '/admin',
    '/account',
  ],
  team: ['/', '/cases', '/visits', '/sheets', '/account'],
  ministry: ['/', '/figures'],
  auditor: ['/', '/admin'],
  admin: ['/', '/admin'],
}

const LOOKS = [
  { name: 'th-desk', viewport: DESK, choice: { language: 'th', theme: 'light' } },
  { name: 'en-phone', viewport: PHONE, choice: { language: 'en', theme: 'dark' } },
  { name: 'th-phone', viewport: PHONE, choice: { language: 'th', theme: 'light' } },
  { name: 'en-desk', viewport: DESK, choice: { language: 'en', theme: 'dark' } },
] as const

let browser: Browser
let program: Program

beforeAll(async () => {
  program = await Program.start()
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await program?.kill()
})

const fileName = (who: string, path: string, look: string) => `${who}${path.replaceAll('/', '-')}-${look}`

describe.each(LOOKS)('$name', ({ name, viewport, choice }) => {
  it.each(Object.entries(SCREENS))('%s', async (who, paths) => {
    const person = await Person.at(browser, program, viewport, choice)
    await person.signIn(who, printed[who] ?? '')
    const faults: string[] = []
    for (const path of paths) {
      await person.open(path)
      await person.picture(fileName(who, path, name))
      faults.push(...(await person.faults()).map(it => `${path}: ${it}`))
    }
    if (who === 'chief' || who === 'team') {
      await person.open('/cases')
      const first = person.page.locator('a[href^="/cases/"]:not([href$="/acts"])').first()
      const household = await first.getAttribute('href')
      for (const path of [household ?? '', `${household}/visit`]) {
        await person.open(path)
        await person.picture(fileName(who, path.endsWith('visit') ? '/visit' : '/household', name))
        faults.push(...(await person.faults()).map(it => `${path}: ${it}`))
      }
    }
    expect(faults).toEqual([])
    expect(person.wrong).toEqual([])
    await person.leave()
  })
})
