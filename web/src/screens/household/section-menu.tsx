// The menu of the sections: it stays in sight, and the section one goes to stays in the address.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import style from './household.module.css'

export const PARTS = [
  'problems',
  'level',
  'help',
  'plan',
  'members',
  'where',
  'sources',
  'years',
  'timeline',
  'trace',
] as const
export type Part = (typeof PARTS)[number]

/** Brings a section into sight and the keyboard to its heading. */
function goTo(part: string): void {
  document.getElementById(part)?.scrollIntoView()
  document.getElementById(`${part}-title`)?.focus({ preventScroll: true })
}

export function SectionMenu() {
  const { t } = useTranslation('household')
  const { hash, key } = useLocation()
  const [seen, setSeen] = useState<string>('')
  const bar = useRef<HTMLElement>(null)

  // The page was empty when the address was opened; now the section is there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: choosing the same section again goes there again.
  useEffect(() => {
    const part = hash.slice(1)
    if (PARTS.some(it => it === part)) goTo(part)
  }, [hash, key])

  useEffect(() => {
    const inSight = new Set<string>()
    const watcher = new IntersectionObserver(
      changes => {
        for (const { target, isIntersecting } of changes) {
          if (isIntersecting) inSight.add(target.id)
          else inSight.delete(target.id)
        }
        setSeen(PARTS.find(it => inSight.has(it)) ?? '')
      },
      { rootMargin: '-70px 0px -50% 0px' },
    )
    for (const part of PARTS) {
      const section = document.getElementById(part)
      if (section) watcher.observe(section)
    }
    return () => watcher.disconnect()
  }, [])

  useEffect(() => {
    const link = bar.current?.querySelector<HTMLElement>(`[data-part="${seen}"]`)
    if (bar.current && link) bar.current.scrollTo({ left: link.offsetLeft - 16 })
  }, [seen])

  return (
    <nav ref={bar} className={style.menu} aria-label={t('sections')}>
      <ul>
        {PARTS.map(part => (
          <li key={part}>
            <Link
              to={{ hash: part }}
              replace
              preventScrollReset
              data-part={part}
              aria-current={seen === part ? 'true' : undefined}
            >
              {t(`part.${part}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
