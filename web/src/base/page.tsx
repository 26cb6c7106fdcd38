// The parts every screen is laid out with.
import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import style from './page.module.css'

/** The head of a screen; its title is the window's as well, and names no person. */
export function PageHead({
  title,
  windowTitle,
  lead,
  children,
}: {
  title: ReactNode
  windowTitle?: string
  lead?: ReactNode
  children?: ReactNode
}) {
  const { t } = useTranslation()
  const told = windowTitle ?? (typeof title === 'string' ? title : '')
  useEffect(() => {
    document.title = told ? `${told} · ${t('product')}` : t('product')
  }, [told, t])
  return (
    <header className={style.head}>
      <div>
        <h1>{title}</h1>
        {lead && <p className={style.lead}>{lead}</p>}
      </div>
      {children && <div className={style.headActs}>{children}</div>}
    </header>
  )
}

/** A part of a screen with its own heading. */
export function Section({
  title,
  acts,
  children,
}: {
  title?: ReactNode
  acts?: ReactNode
  children: ReactNode
}) {
  return (
    <section className={style.section}>
      {(title || acts) && (
        <header className={style.sectionHead}>
          {title && <h2>{title}</h2>}
          {acts}
        </header>
      )}
      {children}
    </section>
  )
}

/** A sheet of paper on the ground. */
export function Card({ children, tone }: { children: ReactNode; tone?: 'urgent' | 'warn' }) {
  return (
    <div className={style.card} data-tone={tone}>
      {children}
    </div>
  )
}

/** Cards beside each other where there is room. */
export function Grid({ children, min = 260 }: { children: ReactNode; min?: number }) {
  return (
    <div className={style.grid} style={{ '--min': `${min}px` } as React.CSSProperties}>
      {children}
    </div>
  )
}

/** One number that matters, and what it counts. */
export function KeyFigure({
  value,
  label,
  tone,
}: {
  value: ReactNode
  label: ReactNode
  tone?: 'urgent' | 'warn' | 'good'
}) {
  return (
    <div className={style.figure} data-tone={tone}>
      <strong>{value}</strong>
      <span>{label}</span>
    </div>
  )
}

/** Names and values, one below the other. */
export function Facts({ of }: { of: [ReactNode, ReactNode][] }) {
  return (
    <dl className={style.facts}>
      {of.map(([name, value], at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the order is what they are.
        <div key={at}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Things in a row that wraps. */
export function Row({ children }: { children: ReactNode }) {
  return <div className={style.row}>{children}</div>
}

/** Fields one below the other. */
export function Stack({ children }: { children: ReactNode }) {
  return <div className={style.stack}>{children}</div>
}

/** Less important text. */
export function Soft({ children }: { children: ReactNode }) {
  return <span className={style.soft}>{children}</span>
}
