// Every screen, in Thai and English, at a desk and on a phone: nothing that axe finds, nothing wider than the screen, and
// a picture of each to look at.
import { describe, expect, it } from 'vitest'
import { DESK, Person, PHONE } from './browser'
import { browser, program, signedIn } from './stage'

/** An address, or a name and the first link on a page that leads there. */
type Stop = string | { name: string; from: string; link: string }

const HOUSEHOLD: Stop[] = [
  { name: '/household', from: '/cases', link: 'a[href^="/cases/"]:not([href$="/acts"])' },
  { name: '/visit', from: '/cases', link: 'a[href^="/cases/"]:not([href$="/acts"])' },
]

const SCREENS: Record<string, Stop[]> = {
  chief: [
    '/',
    '/approvals',
    '/cases',
    '/cases/acts',
    '/teams',
    { name: '/team', from: '/teams', link: 'a[href^="/teams/"]' },
    '/partners',
    { name: '/partner', from: '/partners', link: 'a[href^="/partners/"]' },
    '/imports',
    '/imports/new',
    '/hand-back',
    { name: '/import', from: '/imports', link: 'a[href^="/imports/"]:not([href$="/new"])' },
    '/questions',
    '/figures',
    '/admin/accounts',
    '/account',
    ...HOUSEHOLD,
  ],
  team: [
    '/',
    '/cases',
    '/visits',
    '/sheets',
    '/propose',
    '/account',
    '/admin',
    '/no-such-page',
    ...HOUSEHOLD,
  ],
  governor: ['/'],
  reporter: ['/', '/propose', '/questions'],
  ministry: ['/', '/figures', '/account'],
  auditor: ['/', '/admin/audit'],
  admin: ['/', '/admin/accounts', '/admin/tokens', '/admin/settings'],
}

const EVERY_LOOK = [
  { name: 'th-desk', viewport: DESK, choice: { language: 'th', theme: 'light' } },
  { name: 'en-phone', viewport: PHONE, choice: { language: 'en', theme: 'dark' } },
  { name: 'th-phone', viewport: PHONE, choice: { language: 'th', theme: 'light' } },
  { name: 'en-desk', viewport: DESK, choice: { language: 'en', theme: 'dark' } },
] as const

/** Two stand for all where time is short; PHONJON_TEST_LOOKS=all takes every one. */
const LOOKS = process.env.PHONJON_TEST_LOOKS === 'all' ? EVERY_LOOK : EVERY_LOOK.slice(0, 2)

/** The address of a stop: of the visit form it is the household's with a word more. */
async function addressOf(person: Person, stop: Stop): Promise<string> {
  if (typeof stop === 'string') return stop
  await person.open(stop.from)
  const address = (await person.page.locator(stop.link).first().getAttribute('href')) ?? ''
  return stop.name === '/visit' ? `${address}/visit` : address
}

describe.each(LOOKS)('$name', ({ name, viewport, choice }) => {
  it('at the door', async () => {
    const person = await Person.at(browser, program, viewport, choice)
    await person.open('/')
    await person.picture(`door-${name}`)
    expect(await person.faults()).toEqual([])
    expect(person.wrong).toEqual([])
    await person.leave()
  })

  it.each(Object.entries(SCREENS))('%s', async (who, stops) => {
    const person = await signedIn(who, viewport, choice)
    const faults: string[] = []
    for (const stop of stops) {
      const address = await addressOf(person, stop)
      const told = typeof stop === 'string' ? stop : stop.name
      await person.open(address)
      await person.picture(`${who}${told.replaceAll('/', '-')}-${name}`)
      faults.push(...(await person.faults()).map(it => `${told}: ${it}`))
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
