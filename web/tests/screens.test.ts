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
  team: ['/', '/cases', '/visits', '/sheets', '/propose', '/account'],
  reporter: ['/', '/propose', '/questions'],
  ministry: ['/', '/figures'],
  auditor: ['/', '/admin'],
  admin: ['/', '/admin'],
}

const EVERY_LOOK = [
  { name: 'th-desk', viewport: DESK, choice: { language: 'th', theme: 'light' } },
  { name: 'en-phone', viewport: PHONE, choice: { language: 'en', theme: 'dark' } },
  { name: 'th-phone', viewport: PHONE, choice: { language: 'th', theme: 'light' } },
  { name: 'en-desk', viewport: DESK, choice: { language: 'en', theme: 'dark' } },
] as const

/** Two stand for all where time is short; PHONJON_TEST_LOOKS=all takes every one. */
const LOOKS = process.env.PHONJON_TEST_LOOKS === 'all' ? EVERY_LOOK : EVERY_LOOK.slice(0, 2)

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

it('a fault that is planted is found', async () => {
  const person = await Person.at(browser, program, PHONE)
  await person.open('/')
  expect(await person.faults()).toEqual([])
  await person.page.evaluate(() => {
    const picture = document.createElement('img')
    picture.src = '/mark.svg'
    picture.style.width = '500px'
    document.querySelector('main')?.append(picture)
    return fetch('http://203.0.113.1/').catch(() => null)
  })
  const found = (await person.faults()).join('\n')
  expect(found).toContain('image-alt')
  expect(found).toContain('wider than the screen')
  expect(person.wrong.join('\n')).toContain('Content Security Policy')
  await person.leave()
})
