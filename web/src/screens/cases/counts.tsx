// How many cases stand where; each shows these alone.
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useFormat, useLabel } from '~/format/use-format'
import type { CaseFilter, CaseOrder, CaseStatus } from '~/graph/schema.generated'
import { CountsDocument, type CountsQuery } from './cases.generated'
import style from './cases.module.css'
import { type Filter, paramsOf, SEVERAL } from './filter'
import { plain } from './plain-client'

export function Counts({
  filter,
  text,
  order,
  turn,
}: {
  filter: Filter
  text?: string
  order: CaseOrder
  /** Counted anew with each. */
  turn: number
}) {
  const { t } = useTranslation(['cases', 'common'])
  const format = useFormat()
  const label = useLabel()
  const counts = useCounts(filter, text, turn)
  const link = (status: CaseStatus | null) => {
    const isHere = status ? filter.status?.length === 1 && filter.status[0] === status : !filter.status
    const count = counts?.[status ?? 'ALL']
    return (
      <Link
        key={status}
        to={`?${paramsOf({ ...filter, status: status ? [status] : undefined }, order)}`}
        replace
        className={style.count}
        aria-current={isHere || undefined}
      >
        <strong>{count === undefined || count === null ? '…' : format.number(count)}</strong>
        {status ? label('case_status', status) : t('common:act.all')}
      </Link>
    )
  }
  return (
    <nav className={style.counts} aria-label={t('counts')}>
      {[null, ...SEVERAL.status].map(link)}
    </nav>
  )
}

type Counted = Partial<Record<CaseStatus | 'ALL', number | null>>

/** The filter in each status; the list's own memory of pages knows nothing of these. */
function useCounts(filter: Filter, text: string | undefined, turn: number): Counted | null {
  const [counted, setCounted] = useState<Counted | null>(null)
  const asked = useMemo<CaseFilter>(() => ({ ...filter, text, status: undefined }), [filter, text])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn counts anew on purpose.
  useEffect(() => {
    let isHere = true
    const of = (status: CaseStatus): CaseFilter => ({ ...asked, status: [status] })
    plain()
      .query(CountsDocument, {
        all: asked,
        toVerify: of('TO_VERIFY'),
        beingHelped: of('BEING_HELPED'),
        beingFollowed: of('BEING_FOLLOWED'),
        closed: of('CLOSED'),
      })
      .toPromise()
      .then(({ data }) => isHere && data && setCounted(byStatus(data)))
    return () => {
      isHere = false
    }
  }, [asked, turn])
  return counted
}

const byStatus = (data: CountsQuery): Counted => ({
  ALL: data.all.totalCount,
  TO_VERIFY: data.toVerify.totalCount,
  BEING_HELPED: data.beingHelped.totalCount,
  BEING_FOLLOWED: data.beingFollowed.totalCount,
  CLOSED: data.closed.totalCount,
})
