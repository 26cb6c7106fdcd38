// A long table, of which only the rows in sight are drawn; who keeps the rows is told which these are.
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, type ReactNode, type Ref, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { usePrinting } from './use-printing'
import style from './virtual-table.module.css'

export type LongColumn<R> = {
  key: string
  head: ReactNode
  cell: (row: R) => ReactNode
  size: number
  /** Numbers stand to the right. */
  isNumber?: boolean
  /** It shows what the row is: the header of the row. */
  isName?: boolean
}

/** Rows of which some are here. */
export type Rows<R> = {
  /** How many are known of. */
  count: number
  /** How many records there are, those not known of counted. */
  total: number
  hasMore: boolean
  /** The row at a place; undefined where it is not here now. */
  at: (place: number) => R | undefined
  /** Told which are looked at. */
  look: (first: number, last: number) => void
}

export type LongListProps<R> = {
  /** What the list is of. */
  label: string
  rows: Rows<R>
  rowKey: (row: R) => string
  /** Where it stood when it was left. */
  offset: { value: number }
}

export function VirtualTable<R>({
  label,
  rows,
  rowKey,
  offset,
  columns,
  isMarked,
}: LongListProps<R> & { columns: LongColumn<R>[]; isMarked: (row: R) => boolean }) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const isPrinting = usePrinting()
  const { count, look } = rows
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => 58,
    overscan: 10,
    initialOffset: offset.value,
    onChange: it => {
      offset.value = it.scrollOffset ?? 0
    },
  })
  const items = virtual.getVirtualItems()
  const begin = items[0]?.index ?? 0
  const end = items.at(-1)?.index ?? 0
  useEffect(() => look(begin, end), [look, begin, end])
  const first = isPrinting ? 0 : begin
  const last = isPrinting ? count - 1 : (items.at(-1)?.index ?? -1)
  const above = isPrinting ? 0 : (items[0]?.start ?? 0)
  const below = isPrinting ? 0 : virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section className={style.box} ref={box} tabIndex={0} aria-label={label}>
      <table
        className={style.table}
        aria-rowcount={rows.total + 1}
        style={{ minWidth: columns.reduce((sum, it) => sum + it.size, 0) }}
      >
        <caption className={style.hidden}>{label}</caption>
        <colgroup>
          {columns.map(it => (
            <col key={it.key} style={{ width: it.size }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(it => (
              <th key={it.key} scope="col" data-number={it.isNumber || undefined}>
                {it.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr style={{ height: above }} />}
          {Array.from({ length: last - first + 1 }, (_, step) => {
            const place = first + step
            const row = rows.at(place)
            if (!row && isPrinting) return null
            return row ? (
              <LongRow
                key={rowKey(row)}
                row={row}
                place={place}
                columns={columns as LongColumn<unknown>[]}
                isMarked={isMarked(row)}
                measure={virtual.measureElement}
              />
            ) : (
              <tr key={place} className={style.away} data-index={place} aria-rowindex={place + 2}>
                <td colSpan={columns.length}>{t('state.loading')}</td>
              </tr>
            )
          })}
          {below > 0 && <tr style={{ height: below }} />}
        </tbody>
      </table>
      {rows.hasMore && (
        <p className={style.more} role="status">
          {t('state.loading')}
        </p>
      )}
    </section>
  )
}

type LongRowProps = {
  row: unknown
  place: number
  columns: LongColumn<unknown>[]
  isMarked: boolean
  measure: Ref<HTMLTableRowElement>
}

/** A row is drawn once, however often the list around it is. */
const LongRow = memo(function LongRow({ row, place, columns, isMarked, measure }: LongRowProps) {
  return (
    <tr ref={measure} data-index={place} aria-rowindex={place + 2} data-selected={isMarked || undefined}>
      {columns.map(({ key, cell, isName, isNumber }) =>
        isName ? (
          <th key={key} scope="row">
            {cell(row)}
          </th>
        ) : (
          <td key={key} data-number={isNumber || undefined}>
            {cell(row)}
          </td>
        ),
      )}
    </tr>
  )
})
