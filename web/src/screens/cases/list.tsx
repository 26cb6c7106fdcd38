// The cases themselves: a long table, on a phone a long list of cards.
import { type ColumnDef, getCoreRowModel, useReactTable } from '@tanstack/react-table'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Checkbox } from '~/base/field'
import { useNarrow } from '~/base/use-narrow'
import { VirtualCards } from '~/base/virtual-cards'
import { type LongList, VirtualTable } from '~/base/virtual-table'
import { CaseCard } from './card'
import style from './cases.module.css'
import { type ColumnName, useColumns } from './columns'
import { countMarked, isMarked, type Selection } from './selection'
import type { Row } from './use-pages'

type Marking = {
  selection: Selection
  /** Marks one or takes its mark away. */
  onToggle: (row: Row) => void
  /** Marks all that the filter finds, on all pages, or none. */
  onAll: (all: boolean) => void
}

export type CaseListProps = LongList & {
  rows: Row[]
  columns: ColumnName[]
  /** Absent where this account does nothing to many cases. */
  marking: Marking | null
}

export function CaseList(props: CaseListProps) {
  const isNarrow = useNarrow()
  if (!isNarrow) return <CaseTable {...props} />
  const { marking, rows, ...list } = props
  return (
    <VirtualCards
      {...list}
      rows={rows}
      rowKey={it => it.id}
      card={it => (
        <CaseCard
          row={it}
          isMarked={marking ? isMarked(marking.selection, it.id) : null}
          onToggle={() => marking?.onToggle(it)}
        />
      )}
    />
  )
}

function CaseTable({ rows, columns: chosen, marking, ...list }: CaseListProps) {
  const { t } = useTranslation(['cases', 'common'])
  const all = useColumns()
  const { total } = list
  const columns = useMemo(() => {
    const shown = chosen.map((name): ColumnDef<Row> => {
      const { head, size, isNumber, text, cell } = all[name]
      return {
        id: name,
        header: head,
        size,
        meta: { isNumber, isName: name === 'house' },
        cell: ({ row }) => (cell ?? text)(row.original),
      }
    })
    if (!marking) return shown
    const { selection, onToggle, onAll } = marking
    const count = countMarked(selection, total)
    const mark: ColumnDef<Row> = {
      id: 'mark',
      size: 48,
      header: () => (
        <Checkbox
          aria-label={t('common:table.selectAll')}
          isSelected={count > 0 && count === total}
          isIndeterminate={count > 0 && count < total}
          onChange={onAll}
        />
      ),
      cell: ({ row }) => (
        <span className={style.mark}>
          <Checkbox
            aria-label={t('common:table.selectRow')}
            isSelected={isMarked(selection, row.original.id)}
            onChange={() => onToggle(row.original)}
          />
        </span>
      ),
    }
    return [mark, ...shown]
  }, [all, chosen, marking, total, t])
  const rowSelection = useMemo(
    () => Object.fromEntries(rows.map(it => [it.id, Boolean(marking && isMarked(marking.selection, it.id))])),
    [rows, marking],
  )
  const table = useReactTable({
    data: rows,
    columns,
    getRowId: it => it.id,
    getCoreRowModel: getCoreRowModel(),
    state: { rowSelection },
  })
  return <VirtualTable {...list} table={table} />
}
