// What every file of stories has: one program and one browser, from before its first story until after its last.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { type Choice, DESK, openBrowser, Person } from './browser'
import { Program, printed } from './program'

export let browser: Browser
export let program: Program

beforeAll(async () => {
  program = await Program.start()
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await program?.kill()
})

/** Somebody of the demonstration at a screen of their own, signed in. */
export async function signedIn(userName: string, viewport = DESK, choice: Choice = {}): Promise<Person> {
  const person = await Person.at(browser, program, viewport, choice)
  await person.signIn(userName, printed[userName] ?? '')
  return person
}
