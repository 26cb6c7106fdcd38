// Data to measure with: a demonstration of so many households, and a chief over the whole of its province.
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Made = { userName: string; password: string; remove: () => void }

/** Makes it in a folder of its own, or uses what PHONJON_DATA_DIR holds; `Program` finds either. */
export function makeData(households: number): Made {
  const { env } = process
  env.PHONJON_PROGRAM ??= '../target/release/phonjon'
  const given = env.PHONJON_DATA_DIR
  const folder = given ?? mkdtempSync(join(tmpdir(), 'phonjon-measure-'))
  env.PHONJON_DATA_DIR = folder
  env.PHONJON_DATABASE_URL ??= `sqlite:${join(folder, 'phonjon.db')}`
  env.PHONJON_LOG_FILE ??= '/dev/null'
  const run = (...args: string[]) =>
    execFileSync(env.PHONJON_PROGRAM ?? '', args, {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  if (!existsSync(join(folder, 'phonjon.keys'))) run('demo', '--households', `${households}`, '--no-serve')
  // Data that was measured before knows the chief of that time.
  const userName = `chief-${randomUUID().slice(0, 8)}`
  const told = run(
    'user',
    'add',
    '--user-name',
    userName,
    '--role',
    'district_chief',
    '--area',
    '48',
    '--json',
  )
  const { password } = JSON.parse(told) as { password: string }
  return {
    userName,
    password,
    remove: () => (given ? undefined : rmSync(folder, { recursive: true })),
  }
}
