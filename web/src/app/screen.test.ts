// What comes with what: the door brings nothing that lies behind it, and whatever is drawn has its words already.
import { posix } from 'node:path'
import { expect, it } from 'vitest'

const sources = import.meta.glob<string>('/src/**/*.{ts,tsx}', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** What `start.ts` brings, and what `door.tsx` adds for whoever comes in. */
const AT_DOOR = ['account', 'common']
const INSIDE = [...AT_DOOR, 'labels', 'offline']

function fileOf(asked: string, from: string): string | undefined {
  const path = asked.startsWith('~/') ? `/src/${asked.slice(2)}` : posix.join(posix.dirname(from), asked)
  return ['', '.ts', '.tsx', '/index.ts'].map(it => path + it).find(it => it in sources)
}

/** A file and all that comes with it: files, and libraries by their names. */
function together(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found
  found.add(file)
  const asked = (sources[file] ?? '').matchAll(/^(?:import|export) (?!type)(?:[^'=]*from )?'([^']+)'/gm)
  for (const [, it = ''] of asked) {
    if (/^[~.]/.test(it)) together(fileOf(it, file) ?? it, found)
    else found.add(it)
  }
  return found
}

/** The words that a file and all that comes with it say. */
function said(file: string): string[] {
  const told = [...together(file)].flatMap(it => [
    ...(sources[it] ?? '').matchAll(/useTranslation\(([^)]*)\)/g),
  ])
  const names = told.flatMap(([, names = '']) => [...names.matchAll(/'(\w+)'/g)].map(it => it[1] ?? ''))
  return [...new Set(names)].sort()
}

it('the door brings no pages, no records and no fields that it has not', () => {
  const libraries = [...together('/src/main.tsx')].filter(it => !/^[/.~]/.test(it))
  const drawn = [
    'Button',
    'Checkbox',
    'FieldError',
    'I18nProvider',
    'Input',
    'Label',
    'Text',
    'TextArea',
    'TextField',
  ]
  expect(libraries.sort()).toEqual(
    [
      '@fontsource-variable/noto-sans-thai/wght.css',
      'i18next',
      'idb',
      'react',
      'react-dom/client',
      'react-i18next',
      'urql',
      ...drawn.map(it => `react-aria-components/${it}`),
    ].sort(),
  )
})

it('the door says what comes with it', () => {
  // Labels are read beside formats, which the door has; it names no code.
  expect(said('/src/main.tsx').filter(it => it !== 'labels')).toEqual(AT_DOOR)
})

it('what stands around the screens says what comes with it', () => {
  expect(said('/src/app/inside.tsx').filter(it => !INSIDE.includes(it))).toEqual([])
})

const screens = Object.entries(sources)
  .filter(([file]) => file.endsWith('/routes.ts'))
  .flatMap(([file, text]) =>
    [...text.matchAll(/screen\(\s*\(\) => import\('([^']+)'\),?((?:\s*'\w+',?)*)\s*\)/g)].map(
      ([, asked = '', words = '']) =>
        [fileOf(asked, file) ?? asked, [...words.matchAll(/\w+/g)].map(it => it[0])] as const,
    ),
  )

it('every screen is looked at', () => {
  const all = Object.entries(sources).filter(([file]) => file.endsWith('/routes.ts'))
  expect(screens.length).toBe(all.flatMap(([, text]) => [...text.matchAll(/lazy:/g)]).length)
})

it.each(screens)('%s brings the words it says', (file, words) => {
  expect([...words].sort()).toEqual(said(file).filter(it => !INSIDE.includes(it)))
})
