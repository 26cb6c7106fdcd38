// A real browser that may reach nothing but the program, and tells of everything that went wrong in it.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { GUIDE_PICTURES, GUIDE_WIDTH } from './guide-pictures'
import type { Program } from './program'

/** What the tour's accounts change their printed passwords to. */
export const PASSWORD = 'bamboo.river.lantern7'

/** Where pictures of the screens are kept. */
export const PICTURES = process.env.PHONJON_PICTURES ?? '../target/pictures'

export const PHONE = { width: 360, height: 740 }
export const DESK = { width: 1280, height: 860 }

const EXECUTABLE =
  process.env.PHONJON_CHROMIUM ??
  ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(it => existsSync(it)) ??
  'chromium'

export function openBrowser(): Promise<Browser> {
  mkdirSync(PICTURES, { recursive: true })
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
}

export type Choice = { language?: 'th' | 'en'; theme?: 'light' | 'dark'; digits?: 'latn' | 'thai' }

/** Somebody at a screen. */
export class Person {
  private constructor(
    readonly program: Program,
    readonly context: BrowserContext,
    /** What they look at. */
    public page: Page,
    /** What went wrong in the page; the network's own complaints while it is cut are not. */
    readonly wrong: string[],
  ) {}

  static async at(browser: Browser, program: Program, viewport = DESK, choice: Choice = {}): Promise<Person> {
    const context = await browser.newContext({ viewport, locale: 'th-TH', hasTouch: viewport === PHONE })
    await context.addInitScript(
      // The empty page before the first has no storage.
      chosen => location.origin !== 'null' && localStorage.setItem('phonjon.preferences', chosen),
      JSON.stringify({ language: 'th', theme: 'light', ...choice }),
    )
    const page = await context.newPage()
    // A machine that runs other tests beside is slow.
    page.setDefaultTimeout(90_000)
    const wrong: string[] = []
    context.on('weberror', it => wrong.push(`error: ${it.error().message}`))
    context.on('console', message => {
      if (message.type() === 'error' && !/ERR_|Failed to load resource/.test(message.text())) {
        wrong.push(`console: ${message.text()}`)
      }
    })
    context.on('request', request => {
      const url = request.url()
      if (!url.startsWith(program.url) && !/^(data|blob):/.test(url)) wrong.push(`foreign: ${url}`)
    })
    return new Person(program, context, page, wrong)
  }

  /** Signs in, and changes the printed password where that is due. */
  async signIn(userName: string, printed: string): Promise<void> {
    const { page } = this
    await page.goto(this.program.url)
    await this.fillSignIn(userName, printed)
    const first = page.locator('input[autocomplete="new-password"]').first()
    const home = page.locator('main#content')
    const refused = page.getByRole('alert')
    await first.or(home).or(refused).first().waitFor()
    if (await refused.isVisible()) {
      await this.fillSignIn(userName, PASSWORD)
      await home.waitFor()
    } else if (await first.isVisible()) {
      await page.locator('input[autocomplete="current-password"]').fill(printed)
      await first.fill(PASSWORD)
      await page.locator('input[autocomplete="new-password"]').last().fill(PASSWORD)
      await page.locator('form button[type="submit"]').click()
      await home.waitFor()
    }
  }

  private async fillSignIn(userName: string, password: string): Promise<void> {
    await this.page.locator('input[name="userName"]').fill(userName)
    await this.page.locator('input[name="password"]').fill(password)
    await this.page.locator('form button[type="submit"]').click()
  }

  async open(path: string): Promise<void> {
    await this.page.goto(`${this.program.url}${path}`)
    await this.settled()
  }

  /** Closes the page, as one who puts the phone away, and opens its address anew. */
  async reopen(): Promise<void> {
    const address = this.page.url()
    await this.page.close()
    this.page = await this.context.newPage()
    await this.page.goto(address)
  }

  /**
   * Until there is a heading, and nothing on the page says that it loads. Parts of a long page are asked for when they
   * come into sight, and a page may go on listening to the server.
   */
  async settled(): Promise<void> {
    await this.page.locator('h1').first().waitFor()
    await this.page.waitForFunction(() => {
      const loading = document.querySelector('[aria-busy="true"], [data-loading]')
      loading?.scrollIntoView({ block: 'center' })
      return !loading && document.fonts.status === 'loaded'
    })
    await this.page.evaluate(() => window.scrollTo(0, 0))
  }

  /** What axe finds against WCAG 2.2 AA, and what is wider than the screen. */
  async faults(): Promise<string[]> {
    const found = await new AxeBuilder({ page: this.page })
      // What React Aria has just said aloud names what may be gone since.
      .exclude('[data-live-announcer]')
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze()
    const told = found.violations.flatMap(it =>
      it.nodes.map(node => `${it.id}: ${node.target.join(' ')}: ${node.html.slice(0, 160)}`),
    )
    const width = await this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    return width > 1 ? [...told, `the page is ${width} px wider than the screen`] : told
  }

  async picture(name: string): Promise<void> {
    await this.page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true })
    const guides = process.env.PHONJON_GUIDE_PICTURES
    if (guides && GUIDE_PICTURES.includes(name)) writeFileSync(`${guides}/${name}.png`, await this.shrunk())
  }

  /** What is in sight, no wider than a page of a guide. */
  private async shrunk(): Promise<Buffer> {
    const { width, height } = this.page.viewportSize() ?? DESK
    const cdp = await this.context.newCDPSession(this.page)
    const y = await this.page.evaluate(() => window.scrollY)
    const clip = { x: 0, y, width, height, scale: Math.min(1, GUIDE_WIDTH / width) }
    const { data } = await cdp.send('Page.captureScreenshot', { clip })
    await cdp.detach()
    return Buffer.from(data, 'base64')
  }

  async leave(): Promise<void> {
    await this.context.close()
  }
}
