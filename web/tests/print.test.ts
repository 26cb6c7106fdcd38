// Paper is white: what is printed from a dark screen is dark on white, charts too.
import { expect, it } from 'vitest'
import { Person } from './browser'
import { printed } from './program'
import { browser, program } from './stage'

/** How light, from 0 to 1, the faintest text of the page is, the page's ground, and the darkest of what each chart says. */
function lightness() {
  const of = ([red = 0, green = 0, blue = 0]: number[]) =>
    (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255
  const told = (colour: string) => of([...colour.matchAll(/[\d.]+/g)].map(it => Number(it[0])))
  const main = document.querySelector('main')
  const texts = [...(main?.querySelectorAll('*') ?? [])].filter(
    it =>
      it.checkVisibility() && [...it.childNodes].some(node => node.nodeType === 3 && node.nodeValue?.trim()),
  )
  // Text is all on a chart that has no colour; bars have.
  const charts = [...document.querySelectorAll('canvas')].flatMap(canvas => {
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] }
    const grey: number[] = []
    for (let at = 0; at < data.length; at += 4) {
      const [red = 0, green = 0, blue = 0, solid = 0] = data.slice(at, at + 4)
      if (solid > 250 && Math.max(red, green, blue) - Math.min(red, green, blue) < 24)
        grey.push(of([red, green, blue]))
    }
    return grey.length > 0 ? [Math.min(...new Set(grey))] : []
  })
  return {
    text: Math.max(...texts.map(it => told(getComputedStyle(it).color))),
    ground: told(getComputedStyle(document.documentElement).backgroundColor),
    charts,
  }
}

it('figures and a household are printed dark on white from a dark screen', async () => {
  const chief = await Person.at(browser, program, undefined, { theme: 'dark' })
  const { page } = chief
  await chief.signIn('chief', printed.chief ?? '')
  await chief.open('/cases')
  const household = await page
    .getByRole('main')
    .locator('a[href^="/cases/"]:not([href$="/acts"])')
    .first()
    .getAttribute('href')
  for (const path of ['/figures', household ?? '']) {
    await chief.open(path)
    if (path === '/figures') await page.locator('canvas').first().waitFor()
    const shown = await page.evaluate(lightness)
    expect(shown.ground, path).toBeLessThan(0.2)
    await page.emulateMedia({ media: 'print' })
    const onPaper = await page.evaluate(lightness)
    expect(onPaper.ground, path).toBeGreaterThan(0.99)
    expect(onPaper.text, path).toBeLessThan(0.5)
    // A chart hears of paper with the next frame.
    const chart = async () => (await page.evaluate(lightness)).charts[0] ?? 1
    if (path === '/figures') await expect.poll(chart).toBeLessThan(0.15)
    await page.emulateMedia({ media: null })
  }
  expect(chief.wrong).toEqual([])
  await chief.leave()
})
