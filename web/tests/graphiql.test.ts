// GraphiQL, for who may use it: asked with the session of the page, from nowhere but the program, and nothing kept.
import { expect, it } from 'vitest'
import type { Person } from './browser'
import { program, signedIn } from './stage'

/** Its key stands behind it. */
const EXECUTE = /^Execute query/

/** What the browser keeps for the page. */
async function kept(person: Person): Promise<string[]> {
  return person.page.evaluate(async () => [
    ...Object.entries(localStorage).map(it => it.join('=')),
    ...Object.entries(sessionStorage).map(it => it.join('=')),
    ...(await indexedDB.databases()).map(it => it.name ?? ''),
  ])
}

/** Types a document in place of the one that is there, and has it answered. */
async function ask(person: Person, document: string) {
  const { page } = person
  await page.getByRole('region', { name: 'Operation Editor' }).getByRole('textbox').focus()
  await page.keyboard.press('ControlOrMeta+A')
  // A bracket would be put around what is chosen.
  await page.keyboard.press('Delete')
  await page.keyboard.type(document)
  await page.getByRole('button', { name: EXECUTE }).click()
}

it('an administrator asks with their own rights, and nothing of it stays on the device', async () => {
  const admin = await signedIn('admin')
  await admin.open('/account')
  const before = await kept(admin)
  const { page } = admin
  await page.getByRole('link', { name: 'เปิด GraphiQL' }).click()
  const answer = page.getByRole('region', { name: 'Result Window' })
  // Its key is there before the editors are.
  for (const name of ['Operation Editor', 'Variables', 'Result Window']) {
    await page.getByRole('region', { name }).getByRole('textbox').waitFor({ state: 'attached' })
  }
  await page.getByRole('button', { name: EXECUTE }).click()
  await answer.getByText('USE_GRAPHIQL').waitFor()
  await admin.picture('admin-graphiql')

  await ask(admin, '{ accounts(first: 1) { nodes { displayName } } }')
  await answer.getByText('displayName').waitFor()
  await ask(admin, '{ auditEvents(first: 1) { nodes { id } } }')
  await answer.getByText('FORBIDDEN').waitFor()
  // What is watched comes by the same way, and is refused by the same rights.
  await ask(admin, '{ me { nothing }')
  await answer.getByText('DOCUMENT_INVALID').waitFor()
  await ask(admin, 'subscription { caseChanged(caseId: "nowhere") { id } }')
  await answer.getByText('caseChanged').waitFor()
  await answer.getByText('NOT_FOUND').waitFor()
  // The schema came with the page.
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click()
  await page.getByRole('link', { name: 'Query', exact: true }).click()
  await page.getByRole('link', { name: 'accounts', exact: true }).waitFor()
  expect(await kept(admin)).toEqual(before)

  await page.reload()
  await page.getByRole('region', { name: 'Operation Editor' }).getByText('userName').waitFor()
  expect(await page.getByText('caseChanged').count()).toBe(0)
  await page.getByRole('link', { name: 'พ้นจน' }).click()
  await page.getByRole('button', { name: 'ออกจากระบบ' }).click()
  await page.locator('input[name="password"]').waitFor()
  expect((await page.goto(`${program.url}/graphiql`))?.status()).toBe(404)
  expect(admin.wrong).toEqual([])
  await admin.leave()
})

it('a chief is not offered it, and finds nothing there', async () => {
  const chief = await signedIn('chief')
  await chief.open('/account')
  expect(await chief.page.getByRole('link', { name: 'เปิด GraphiQL' }).count()).toBe(0)
  expect((await chief.page.goto(`${program.url}/graphiql`))?.status()).toBe(404)
  expect(chief.wrong).toEqual([])
  await chief.leave()
})
