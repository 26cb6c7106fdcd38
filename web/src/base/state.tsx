// What a screen shows when it has nothing to show: still loading, empty, failed, not permitted.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CombinedError } from 'urql'
import { type Fault as FaultOf, faultOf } from '~/graph/fault'
import { Button } from './button'
import style from './state.module.css'

type StateProps = {
  tone: 'empty' | 'fault' | 'done'
  title: string
  children?: ReactNode
  act?: ReactNode
  /** It is all that the page says. */
  isPage?: boolean
}

/** One thing to say, and what to do about it. */
export function State({ tone, title, children, act, isPage }: StateProps) {
  const Heading = isPage ? 'h1' : 'h2'
  return (
    <section className={style.state} data-tone={tone} role={tone === 'fault' ? 'alert' : 'status'}>
      <Heading>{title}</Heading>
      {children && <p>{children}</p>}
      {act}
    </section>
  )
}

/** Grey lines where text will stand. */
export function Loading({ lines = 4 }: { lines?: number }) {
  const { t } = useTranslation()
  return (
    <div className={style.loading} data-loading role="status" aria-label={t('state.loading')}>
      {Array.from({ length: lines }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines that are all alike.
        <div key={at} />
      ))}
    </div>
  )
}

/** A list without records. */
export function Empty({ children, act }: { children?: ReactNode; act?: ReactNode }) {
  const { t } = useTranslation()
  return <State tone="empty" title={typeof children === 'string' ? children : t('state.empty')} act={act} />
}

/** Why something could not be read, whether anything is lost, and what to do. */
export function Fault({
  fault,
  error,
  retry,
}: {
  fault?: FaultOf
  error?: CombinedError
  retry?: () => void
}) {
  const { t } = useTranslation()
  const told = fault ?? (error ? faultOf(error) : null)
  if (!told) return null
  const again = retry && <Button onPress={retry}>{t('act.retry')}</Button>
  switch (told.kind) {
    case 'offline':
      return (
        <State tone="fault" title={t('state.offlineTitle')} act={again}>
          {t('state.offlineRead')}
        </State>
      )
    case 'hidden':
      return (
        <State tone="empty" title={t('state.notFoundTitle')}>
          {t('state.notFound')}
        </State>
      )
    case 'forbidden':
      return (
        <State tone="empty" title={t('state.forbiddenTitle')}>
          {told.message || t('state.forbidden')}
        </State>
      )
    case 'ended':
      return (
        <State tone="empty" title={t('state.endedTitle')} act={again}>
          {t('state.ended')}
        </State>
      )
    case 'refused':
      return (
        <State tone="fault" title={told.message} act={again}>
          {t('state.offlineRead')}
        </State>
      )
    case 'failed':
      return (
        <State tone="fault" title={t('state.failedTitle')} act={again}>
          {told.message || t('state.failed')}
        </State>
      )
  }
}

type Asked<D> = { data?: D | null; fetching: boolean; error?: CombinedError }

/** What a query came to: loading, failed, or its data. Data that is there stays while it is asked anew. */
export function Answer<D>({
  of,
  retry,
  lines,
  children,
}: {
  of: Asked<D>
  retry?: () => void
  lines?: number
  children: (data: D) => ReactNode
}) {
  if (of.data) {
    return (
      <>
        {of.error && <Fault error={of.error} retry={retry} />}
        {children(of.data)}
      </>
    )
  }
  if (of.error) return <Fault error={of.error} retry={retry} />
  return <Loading lines={lines} />
}
