// Which columns the list shows, and in which order; kept on the device, it tells nothing of anybody.
import { useState } from 'react'
import { COLUMNS, type ColumnName, USUAL } from './columns'

const PLACE = 'phonjon.cases.columns'

/** The list with one moved by so many places. */
export function moved<T>(list: T[], it: T, by: number): T[] {
  const at = list.indexOf(it)
  const to = Math.min(list.length - 1, Math.max(0, at + by))
  const rest = list.filter(other => other !== it)
  return [...rest.slice(0, to), it, ...rest.slice(to)]
}

function ofDevice(): ColumnName[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PLACE) ?? 'null')
    const known = Array.isArray(kept) ? COLUMNS.filter(it => kept.includes(it)) : []
    if (known.length > 0 && Array.isArray(kept))
      return known.sort((a, b) => kept.indexOf(a) - kept.indexOf(b))
  } catch {
    // A device that keeps nothing shows the usual ones.
  }
  return USUAL
}

export function useChosenColumns() {
  const [chosen, setChosen] = useState(ofDevice)
  const choose = (columns: ColumnName[]) => {
    // The house opens the case: it is always there.
    const fitting: ColumnName[] = columns.includes('house') ? columns : ['house', ...columns]
    setChosen(fitting)
    try {
      localStorage.setItem(PLACE, JSON.stringify(fitting))
    } catch {
      // It holds for this visit.
    }
  }
  return [chosen, choose] as const
}
