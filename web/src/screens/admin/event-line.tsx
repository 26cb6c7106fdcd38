// One event of the audit log as a sentence; what the log keeps of it word for word stands behind.
import { useTranslation } from 'react-i18next'
import { Soft } from '~/base/page'
import { useFormat } from '~/format/use-format'
import { useActionName } from './actions'
import type { EventPartsFragment } from './admin.generated'
import style from './admin.module.css'

export function EventLine({
  event,
  onAccount,
}: {
  event: EventPartsFragment
  /** Looks for what else the account did. */
  onAccount: (accountId: string) => void
}) {
  const { t } = useTranslation('admin')
  const format = useFormat()
  const name = useActionName()
  const { account, actor } = event
  const other = actor.startsWith('operator:')
    ? t('audit.operator', { name: actor.slice(9) })
    : t('audit.system')
  return (
    <li className={style.event}>
      <Soft>
        <time dateTime={event.at}>{format.instant(event.at)}</time>
      </Soft>
      <div>
        {account ? (
          <button type="button" className={style.link} onClick={() => onAccount(account.id)}>
            {account.displayName}
          </button>
        ) : (
          <strong>{other}</strong>
        )}{' '}
        {name(event.action)}
        {event.nPersons > 0 && ` · ${t('audit.persons', { n: format.number(event.nPersons) })}`}
        <details>
          <summary className={style.more}>{t('audit.detail')}</summary>
          <pre className={style.raw}>{rawOf(event)}</pre>
        </details>
      </div>
    </li>
  )
}

/** The event word for word. */
function rawOf({ action, actor, subjectKind, subjectId, detail }: EventPartsFragment): string {
  const rest: unknown = (() => {
    try {
      return JSON.parse(detail)
    } catch {
      return detail
    }
  })()
  return JSON.stringify(
    { action, actor, subject: `${subjectKind ?? ''}:${subjectId ?? ''}`, detail: rest },
    null,
    2,
  )
}
