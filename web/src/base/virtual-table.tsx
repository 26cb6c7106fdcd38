// A long table, of which only the rows in sight are drawn; more rows are asked for as one nears the last.
import { flexRender, type RowData, type Table } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { usePrinting } from './use-printing'
import style from './virtual-table.module.css'

declare module '@tanstack/react-table' {
  interface ColumnMeta<TData extends RowData, TValue> {
    /** Numbers stand to the right. */
    isNumber?: boolean
    /** It shows what the row is: the header of the row. */
    isName?: boolean
  }
}

export type LongList = {
  /** What the list is of. */
  label: string
  /** How many records there are, those not fetched yet counted. */
  total: number
  /** There are more than those here. */
  hasMore: boolean
  /** Fetches the next ones; may be called often. */
  onMore: () => void
  /** Where it stood when it was left. */
  offset: { value: number }
}

export function VirtualTable<R>({
  table,
  label,
  total,
  hasMore,
  onMore,
  offset,
}: LongList & { table: Table<R> }) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const isPrinting = usePrinting()
  const { rows } = table.getRowModel()
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => 58,
    getItemKey: at => rows[at]?.id ?? at,
    overscan: 10,
    initialOffset: offset.value,
    onChange: it => {
      offset.value = it.scrollOffset ?? 0
    },
  })
  const items = virtual.getVirtualItems()
  const first = isPrinting ? 0 : (items[0]?.index ?? 0)
  const last = isPrinting ? rows.length - 1 : (items.at(-1)?.index ?? -1)
  const above = isPrinting ? 0 : (items[0]?.start ?? 0)
  const below = isPrinting ? 0 : virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  useEffect(() => {
    if (hasMore && last >= rows.length - 25) onMore()
  }, [hasMore, last, rows.length, onMore])
  const columns = table.getVisibleLeafColumns()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section className={style.box} ref={box} tabIndex={0} aria-label={label}>
      <table
        className={style.table}
        aria-rowcount={total + 1}
        style={{ minWidth: columns.reduce((sum, it) => sum + it.getSize(), 0) }}
      >
        <caption className={style.hidden}>{label}</caption>
        <colgroup>
          {columns.map(it => (
            <col key={it.id} style={{ width: it.getSize() }} />
          ))}
        </colgroup>
        <thead>
          {table.getHeaderGroups().map(group => (
            <tr key={group.id} aria-rowindex={1}>
              {group.headers.map(it => (
                <th key={it.id} scope="col" data-number={it.column.columnDef.meta?.isNumber || undefined}>
                  {flexRender(it.column.columnDef.header, it.getContext())}
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {above > 0 && <tr style={{ height: above }} />}
          {rows.slice(first, last + 1).map((row, step) => (
            <tr
              key={row.id}
              ref={virtual.measureElement}
              data-index={first + step}
              aria-rowindex={first + step + 2}
              data-selected={row.getIsSelected() || undefined}
            >
              {row.getVisibleCells().map(it => {
                const { meta, cell } = it.column.columnDef
                const shown = flexRender(cell, it.getContext())
                return meta?.isName ? (
                  <th key={it.id} scope="row">
                    {shown}
                  </th>
                ) : (
                  <td key={it.id} data-number={meta?.isNumber || undefined}>
                    {shown}
                  </td>
                )
              })}
            </tr>
          ))}
          {below > 0 && <tr style={{ height: below }} />}
        </tbody>
      </table>
      {hasMore && (
        <p className={style.more} role="status">
          {t('state.loading')}
        </p>
      )}
    </section>
  )
}
