// A long table, of which only the rows in sight are drawn; who keeps the rows is told which these are.
import {
  type ColumnDef,
  type ColumnDefTemplate,
  getCoreRowModel,
  type Row,
  type RowData,
  useReactTable,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, type ReactNode, type Ref, useEffect, useRef } from 'react'
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
}: LongListProps<R> & { columns: ColumnDef<R>[]; isMarked: (row: R) => boolean }) {
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
  const places = Array.from({ length: last - first + 1 }, (_, step) => first + step)
  const here = places.map(rows.at)
  const table = useReactTable({
    data: useSame(here.filter(it => it !== undefined)),
    columns,
    getRowId: rowKey,
    getCoreRowModel: getCoreRowModel(),
  })
  const shown = table.getVisibleLeafColumns()
  const drawn = table.getRowModel().rowsById
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section className={style.box} ref={box} tabIndex={0} aria-label={label}>
      <table
        className={style.table}
        aria-rowcount={rows.total + 1}
        style={{ minWidth: table.getTotalSize() }}
      >
        <caption className={style.hidden}>{label}</caption>
        <colgroup>
          {shown.map(it => (
            <col key={it.id} style={{ width: it.getSize() }} />
          ))}
        </colgroup>
        <thead>
          {table.getHeaderGroups().map(group => (
            <tr key={group.id} aria-rowindex={1}>
              {group.headers.map(it => (
                <th key={it.id} scope="col" data-number={it.column.columnDef.meta?.isNumber || undefined}>
                  {told(it.column.columnDef.header, it.getContext())}
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {above > 0 && <tr style={{ height: above }} />}
          {places.map((place, step) => {
            const original = here[step]
            const row = original && drawn[rowKey(original)]
            if (!row && isPrinting) return null
            return row ? (
              <LongRow
                key={row.id}
                row={row as Row<unknown>}
                place={place}
                columns={shown}
                isMarked={isMarked(row.original)}
                measure={virtual.measureElement}
              />
            ) : (
              <tr key={place} className={style.away} data-index={place} aria-rowindex={place + 2}>
                <td colSpan={shown.length}>{t('state.loading')}</td>
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

/** What a column shows. It is called and not mounted: a column made anew must not take the focus from what is in it. */
function told<C extends object>(part: ColumnDefTemplate<C> | undefined, context: C): ReactNode {
  return typeof part === 'function' ? part(context) : part
}

/** The same list as before while the same records are in it. */
function useSame<R>(records: R[]): R[] {
  const last = useRef(records)
  const isSame =
    last.current.length === records.length && last.current.every((it, place) => it === records[place])
  if (!isSame) last.current = records
  return last.current
}

type LongRowProps = {
  row: Row<unknown>
  place: number
  /** The columns shown: with others the row is drawn anew. */
  columns: unknown
  isMarked: boolean
  measure: Ref<HTMLTableRowElement>
}

/** A row is drawn once, however often the list around it is. */
const LongRow = memo(
  function LongRow({ row, place, isMarked, measure }: LongRowProps) {
    return (
      <tr ref={measure} data-index={place} aria-rowindex={place + 2} data-selected={isMarked || undefined}>
        {row.getVisibleCells().map(it => {
          const { meta, cell } = it.column.columnDef
          const shown = told(cell, it.getContext())
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
    )
  },
  (before, now) =>
    before.row.original === now.row.original &&
    before.place === now.place &&
    before.columns === now.columns &&
    before.isMarked === now.isMarked,
)
