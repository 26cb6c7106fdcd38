// Why an act was not done, beside the button that asked for it.
import { useTranslation } from 'react-i18next'
import type { Refusal } from '~/graph/act'
import type { Fault } from '~/graph/fault'
import style from './refused.module.css'

type Undone = { done: false; refusals: Refusal[]; fault?: Fault } | { done: true } | null | undefined

/** Refusals that no field of the form shows, and faults. */
export function Refused({ outcome, fields = [] }: { outcome: Undone; fields?: string[] }) {
  const { t } = useTranslation()
  if (!outcome || outcome.done) return null
  const { fault } = outcome
  const told = outcome.refusals.filter(it => !it.field || !fields.includes(it.field)).map(it => it.message)
  if (fault?.kind === 'offline') told.push(t('state.offlineAct'))
  else if (fault?.kind === 'ended') told.push(t('state.ended'))
  else if (fault) told.push(fault.message || t('state.failed'))
  if (told.length === 0) return null
  return (
    <ul className={style.refused} role="alert">
      {told.map(it => (
        <li key={it}>{it}</li>
      ))}
    </ul>
  )
}

/** What is wrong with one field. */
export function refusalOf(outcome: Undone, field: string): string | null {
  if (!outcome || outcome.done) return null
  return outcome.refusals.find(it => it.field === field)?.message ?? null
}
