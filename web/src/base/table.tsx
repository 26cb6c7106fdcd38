// A short table; on a phone each row becomes a card with the column names beside the values.
import type { ReactNode } from 'react'
import style from './table.module.css'

export type Column<R> = {
  key: string
  head: ReactNode
  cell: (row: R) => ReactNode
  /** Numbers stand to the right. */
  isNumber?: boolean
}

export function Table<R>({
  label,
  columns,
  rows,
  rowKey,
}: {
  label: string
  columns: Column<R>[]
  rows: R[]
  rowKey: (row: R) => string
}) {
  return (
    <div className={style.scroll}>
      <table className={style.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map(it => (
              <th key={it.key} scope="col" data-number={it.isNumber || undefined}>
                {it.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={rowKey(row)}>
              {columns.map(it => (
                <td key={it.key} data-number={it.isNumber || undefined}>
                  <span className={style.name} aria-hidden="true">
                    {it.head}
                  </span>
                  <div className={style.value}>{it.cell(row)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
