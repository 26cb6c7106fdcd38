// What is the matter with how many rows; opened, each row stands there with the cells it is about.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Badge, type BadgeTone } from '~/base/badge'
import { Button } from '~/base/button'
import { Soft } from '~/base/page'
import { Answer } from '~/base/state'
import { useFormat } from '~/format/use-format'
import type { IssueSeverity } from '~/graph/schema.generated'
import { cellsOf } from './cells'
import { CheckedRowsDocument, type CheckedRowsQuery, type CheckToldFragment } from './checks.generated'
import style from './imports.module.css'

const TONE: Record<IssueSeverity, BadgeTone> = {
  REFUSES: 'urgent',
  WARNS: 'warn',
  NOTES: 'plain',
  SKIPS: 'plain',
}

export function CheckedIssues({ id, kinds }: { id: string; kinds: CheckToldFragment['issueKinds'] }) {
  const { t } = useTranslation('imports')
  if (kinds.length === 0) return <p>{t('check.clean')}</p>
  return (
    <div>
      <h3>{t('check.issues')}</h3>
      <p>
        <Soft>{t('rejected.audited')}</Soft>
      </p>
      {kinds.map(it => (
        <Kind key={it.code} checkId={id} kind={it} />
      ))}
    </div>
  )
}

function Kind({ checkId, kind }: { checkId: string; kind: CheckToldFragment['issueKinds'][number] }) {
  const { t } = useTranslation('imports')
  const [isOpen, setOpen] = useState(false)
  return (
    <details className={style.kind} onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>
        <Badge tone={TONE[kind.severity]}>{t(`severity.${kind.severity}`)}</Badge> {kind.message}{' '}
        <strong>{t('rows', { count: kind.nRows })}</strong>
      </summary>
      {isOpen && <Rows checkId={checkId} code={kind.code} />}
    </details>
  )
}

function Rows({ checkId, code }: { checkId: string; code: string }) {
  const { t } = useTranslation(['imports', 'common'])
  const [after, setAfter] = useState<string | null>(null)
  const [result, again] = useQuery({ query: CheckedRowsDocument, variables: { id: checkId, code, after } })
  return (
    <Answer of={result} retry={again} lines={2}>
      {({ importCheck: { rows } }) => (
        <div className={style.rows}>
          {rows.nodes.map(it => (
            <CheckedRow key={`${it.sheet}!${it.row}`} of={it} code={code} />
          ))}
          {rows.pageInfo.hasNextPage && (
            <Button onPress={() => setAfter(rows.pageInfo.endCursor ?? null)}>{t('common:act.more')}</Button>
          )}
        </div>
      )}
    </Answer>
  )
}

function CheckedRow({
  of,
  code,
}: {
  of: CheckedRowsQuery['importCheck']['rows']['nodes'][number]
  code: string
}) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const cells = cellsOf(
    of.cells,
    of.issues.filter(it => it.code === code),
  )
  return (
    <section className={style.row} aria-label={t('rowOne', { row: format.year(of.row) })}>
      <strong>
        {t('rowOne', { row: format.year(of.row) })} <Soft>{of.sheet}</Soft>
      </strong>
      <dl tabIndex={0}>
        {cells.map(it => (
          <div key={it.column} data-wrong={it.issues.length > 0 || undefined}>
            <dt>{it.column}</dt>
            <dd>
              {it.value || t('blank')}
              {it.issues.map(message => (
                <span key={message}>{message}</span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
