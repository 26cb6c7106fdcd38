// The cases themselves: a long table, on a phone a long list of cards.
import type { ColumnDef } from '@tanstack/react-table'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Checkbox } from '~/base/field'
import { useNarrow } from '~/base/use-narrow'
import { VirtualCards } from '~/base/virtual-cards'
import { type LongListProps, VirtualTable } from '~/base/virtual-table'
import { CaseCard } from './card'
import style from './cases.module.css'
import { type ColumnName, useColumns } from './columns'
import { countMarked, isMarked, type Selection } from './selection'
import type { Row } from './use-cases'

type Marking = {
  selection: Selection
  /** Marks one or takes its mark away. */
  onToggle: (row: Row) => void
  /** Marks all that the filter finds, on all pages, or none. */
  onAll: (all: boolean) => void
}

type CaseListProps = Omit<LongListProps<Row>, 'rowKey'> & {
  columns: ColumnName[]
  /** Absent where this account does nothing to many cases. */
  marking: Marking | null
}

const idOf = (row: Row) => row.id

export function CaseList(props: CaseListProps) {
  const isNarrow = useNarrow()
  if (!isNarrow) return <CaseTable {...props} />
  const { columns: _, marking, ...list } = props
  return (
    <VirtualCards
      {...list}
      rowKey={idOf}
      card={it => (
        <CaseCard
          row={it}
          isMarked={marking ? isMarked(marking.selection, it.id) : null}
          onToggle={marking?.onToggle}
        />
      )}
    />
  )
}

function CaseTable({ columns: chosen, marking, ...list }: CaseListProps) {
  const { t } = useTranslation(['cases', 'common'])
  const all = useColumns()
  const { total } = list.rows
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
      size: 40,
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
  return (
    <VirtualTable
      {...list}
      rowKey={idOf}
      columns={columns}
      isMarked={it => marking !== null && isMarked(marking.selection, it.id)}
    />
  )
}
