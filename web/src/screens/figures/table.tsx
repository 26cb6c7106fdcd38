// The breakdown as a table: an area's name goes down into it, a column's head sorts by it.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Button } from '~/base/button'
import { useFormat } from '~/format/use-format'
import style from './figures.module.css'
import { byNumber, type Figure, type Head, headKey, isHidden, type Matrix } from './matrix'
import { FigureNumber } from './number'
import type { Counted, Question } from './question'

const FEW = 5

type FigureTableProps = {
  label: string
  matrix: Matrix
  question: Question
  name: (head: Head) => string
  /** The address that goes down into an area; null where that is not to be had. */
  below: (head: Head) => string | null
}

type Cell = {
  key: string
  title: string
  counted: Counted
  of: (row: Head) => Figure | undefined
  head?: Head
}

export function FigureTable({ label, matrix, question, name, below }: FigureTableProps) {
  const { t } = useTranslation('figures')
  const format = useFormat()
  const [sorted, setSorted] = useState<string | null>(null)
  const [isAllShown, setAllShown] = useState(false)
  const cells: Cell[] =
    matrix.columns.length > 0
      ? matrix.columns.map(it => ({
          key: headKey(it),
          title: name(it),
          counted: question.counted,
          of: row => matrix.at(row, it),
          head: it,
        }))
      : (['households', 'persons'] as const).map(counted => ({
          key: counted,
          title: t(counted),
          counted,
          of: row => matrix.at(row),
        }))
  const by = cells.find(it => it.key === sorted)
  const rows = by ? byNumber(matrix, by.counted, by.head) : matrix.rows
  const hidden = question.by[0] === 'AREA' ? rows.filter(it => !it.isTotal && isHidden(matrix, it)) : []
  const isFolded = !isAllShown && hidden.length > FEW
  return (
    <div>
      <section className={style.scroll} aria-label={label}>
        <table className={style.table}>
          <caption className={style.caption}>{label}</caption>
          <thead>
            <tr>
              <th scope="col">{question.by[0] ? t(`facet.${question.by[0]}`) : ''}</th>
              {cells.map(it => (
                <th key={it.key} scope="col" aria-sort={sorted === it.key ? 'descending' : undefined}>
                  <button
                    type="button"
                    className={style.sort}
                    onClick={() => setSorted(sorted === it.key ? null : it.key)}
                  >
                    {it.title}
                    <span aria-hidden="true">{sorted === it.key ? '▾' : ''}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(row => {
              const to = below(row)
              return (
                <tr
                  key={headKey(row)}
                  data-total={row.isTotal || undefined}
                  data-folded={(isFolded && hidden.includes(row)) || undefined}
                >
                  <th scope="row">{to ? <Link to={to}>{name(row)}</Link> : name(row)}</th>
                  {cells.map(it => (
                    <td key={it.key}>
                      <FigureNumber count={it.of(row)?.[it.counted]} />
                    </td>
                  ))}
                </tr>
              )
            })}
          </tbody>
        </table>
      </section>
      {isFolded && (
        <div>
          <Button tone="quiet" onPress={() => setAllShown(true)}>
            {t('table.showHidden', { count: hidden.length, n: format.number(hidden.length) })}
          </Button>
        </div>
      )}
    </div>
  )
}
