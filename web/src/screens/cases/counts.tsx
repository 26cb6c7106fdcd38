// How many cases stand where; each shows these alone.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { useFormat, useLabel } from '~/format/use-format'
import type { CaseFilter, CaseOrder, CaseStatus } from '~/graph/schema.generated'
import { CountsDocument } from './cases.generated'
import style from './cases.module.css'
import { type Filter, paramsOf, SEVERAL } from './filter'

export function Counts({ filter, text, order }: { filter: Filter; text?: string; order: CaseOrder }) {
  const { t } = useTranslation(['cases', 'common'])
  const format = useFormat()
  const label = useLabel()
  const asked = useMemo<CaseFilter>(() => ({ ...filter, text, status: undefined }), [filter, text])
  const [{ data }] = useQuery({
    query: CountsDocument,
    variables: { filter: asked },
    requestPolicy: 'cache-and-network',
  })
  const counts = data?.caseCounts
  const countOf = (status: CaseStatus | null) =>
    counts?.filter(it => !status || it.status === status).reduce((sum, it) => sum + it.count, 0)
  return (
    <nav className={style.counts} aria-label={t('counts')}>
      {[null, ...SEVERAL.status].map(status => {
        const isHere = status ? filter.status?.length === 1 && filter.status[0] === status : !filter.status
        const count = countOf(status)
        return (
          <Link
            key={status}
            to={`?${paramsOf({ ...filter, status: status ? [status] : undefined }, order)}`}
            className={style.count}
            aria-current={isHere || undefined}
          >
            <strong>{count === undefined ? '…' : format.number(count)}</strong>
            {status ? label('case_status', status) : t('common:act.all')}
          </Link>
        )
      })}
    </nav>
  )
}
