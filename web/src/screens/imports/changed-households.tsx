// Households with a case that importing would change, each opened one by one: what is known now, and what would be.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Badge } from '~/base/badge'
import { Button } from '~/base/button'
import { Soft } from '~/base/page'
import { Answer } from '~/base/state'
import { useFormat, useLabel } from '~/format/use-format'
import { CheckChangesDocument, type CheckChangesQuery } from './changes.generated'
import type { CheckToldFragment } from './checks.generated'
import style from './imports.module.css'

type Changed = CheckChangesQuery['importCheck']['changedHouseholds']['nodes'][number]
type Value = Changed['fields'][number]['before']

export function ChangedHouseholds({ of }: { of: CheckToldFragment }) {
  const { t } = useTranslation('imports')
  const [isOpen, setOpen] = useState(false)
  const count = of.nHouseholdsChanging ?? 0
  if (count === 0) return null
  return (
    <details className={style.kind} onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>
        <strong>{t('changing.title', { count })}</strong>{' '}
        {t('changing.of', { falling: of.nHouseholdsFalling ?? 0, open: of.nOpenCasesChanging ?? 0 })}
      </summary>
      {isOpen && <Pages checkId={of.id} />}
    </details>
  )
}

function Pages({ checkId }: { checkId: string }) {
  const { t } = useTranslation(['imports', 'common'])
  const [after, setAfter] = useState<string | null>(null)
  const [result, again] = useQuery({
    query: CheckChangesDocument,
    variables: { id: checkId, fallingOnly: false, after },
  })
  return (
    <Answer of={result} retry={again} lines={2}>
      {({ importCheck: { changedHouseholds: found } }) => (
        <div className={style.rows}>
          <p>
            <Soft>{t('changing.told')}</Soft>
          </p>
          {found.nodes.map((it, at) => (
            <One key={it.household?.id ?? at} of={it} />
          ))}
          {found.pageInfo.hasNextPage && (
            <Button onPress={() => setAfter(found.pageInfo.endCursor ?? null)}>{t('common:act.more')}</Button>
          )}
        </div>
      )}
    </Answer>
  )
}

function One({ of }: { of: Changed }) {
  const { t } = useTranslation('imports')
  const label = useLabel()
  const name = of.household ? t('changing.one', { number: of.household.shortNumber }) : t('elsewhere')
  return (
    <details className={style.kind}>
      <summary>
        {name} {of.falls && <Badge tone="urgent">{t('changing.falls')}</Badge>}{' '}
        {of.isOpen && <Badge tone="calm">{t('changing.isOpen')}</Badge>}
      </summary>
      <dl className={style.changed}>
        {of.level !== of.levelAfter && (
          <div>
            <dt>{t('changing.level')}</dt>
            <dd>
              {label('level', of.level)} → <strong>{label('level', of.levelAfter)}</strong>
            </dd>
          </div>
        )}
        {of.fields.map(it => (
          <div key={`${it.person}${it.field}${it.before?.text}${it.after?.text}`}>
            <dt>
              {it.label} {it.person && <Soft>{it.person}</Soft>}
            </dt>
            <dd>
              <Told of={it.before} /> → <Told of={it.after} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

/** A value with the row that says it. */
function Told({ of }: { of: Value }) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  if (!of) return <Soft>{t('changing.nothing')}</Soft>
  return (
    <span>
      {of.text}{' '}
      {of.fileName && (
        <Soft>
          ({of.fileName} {of.sheet} {t('rowOne', { row: format.year(of.row ?? 0) })})
        </Soft>
      )}
    </span>
  )
}
