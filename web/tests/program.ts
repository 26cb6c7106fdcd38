// The program under test: one server on a port of its own, stopped and started again on the same.
import { type ChildProcess, spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { createServer } from 'node:net'

function given(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: run these tests by \`cargo test\`, see CONTRIBUTING.md`)
  return value
}

/** The accounts of the demonstration with the passwords that were printed once. */
export const printed: Record<string, string> = JSON.parse(given('PHONJON_ACCOUNTS'))

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer()
    probe.once('error', failed)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address && typeof address === 'object' ? found(address.port) : failed(new Error('no port')),
      )
    })
  })
}

export class Program {
  private running: ChildProcess | null = null

  private constructor(private readonly port: number) {}

  static async start(): Promise<Program> {
    const program = new Program(await freePort())
    await program.start()
    return program
  }

  /** Where it answers. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  async start(): Promise<void> {
    const running = spawn(given('PHONJON_PROGRAM'), ['serve', '--listen', `127.0.0.1:${this.port}`], {
      env: {
        PATH: '/usr/bin:/bin',
        PHONJON_DATABASE_URL: given('PHONJON_DATABASE_URL'),
        PHONJON_DATA_DIR: given('PHONJON_DATA_DIR'),
        PHONJON_GRAPHIQL: 'true',
      },
      // The test that began all this looks through the log for what must not stand in it.
      stdio: ['ignore', 'ignore', openSync(given('PHONJON_LOG_FILE'), 'a')],
    })
    this.running = running
    for (let tries = 0; tries < 300; tries += 1) {
      if (running.exitCode !== null) throw new Error(`the program ended with ${running.exitCode}`)
      const ready = await fetch(`${this.url}/readyz`).catch(() => null)
      if (ready?.ok) return
      await new Promise(later => setTimeout(later, 100))
    }
    throw new Error('the program does not answer')
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    const running = this.running
    this.running = null
    if (!running || running.exitCode !== null) return
    await new Promise(ended => {
      running.once('exit', ended)
      running.kill('SIGKILL')
    })
  }
}
