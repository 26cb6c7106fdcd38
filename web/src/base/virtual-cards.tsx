// A long list of cards that scrolls with the page, of which only those in sight are drawn.
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LongList } from './virtual-table'
import style from './virtual-table.module.css'

export function VirtualCards<R>({
  label,
  total,
  hasMore,
  onMore,
  offset,
  rows,
  rowKey,
  card,
}: LongList & { rows: R[]; rowKey: (row: R) => string; card: (row: R) => ReactNode }) {
  const { t } = useTranslation()
  const list = useRef<HTMLUListElement>(null)
  const [above, setAbove] = useState(0)
  useLayoutEffect(() => {
    if (list.current) setAbove(list.current.getBoundingClientRect().top + window.scrollY)
  }, [])
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 176,
    getItemKey: at => {
      const row = rows[at]
      return row ? rowKey(row) : at
    },
    overscan: 6,
    scrollMargin: above,
    initialOffset: offset.value,
    onChange: it => {
      offset.value = it.scrollOffset ?? 0
    },
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? -1
  useEffect(() => {
    if (hasMore && last >= rows.length - 15) onMore()
  }, [hasMore, last, rows.length, onMore])
  return (
    <>
      <ul ref={list} aria-label={label} className={style.cards} style={{ height: virtual.getTotalSize() }}>
        {items.map(it => {
          const row = rows[it.index]
          return (
            row && (
              <li
                key={it.key}
                ref={virtual.measureElement}
                data-index={it.index}
                aria-posinset={it.index + 1}
                aria-setsize={total}
                className={style.card}
                style={{ transform: `translateY(${it.start - above}px)` }}
              >
                {card(row)}
              </li>
            )
          )
        })}
      </ul>
      {hasMore && (
        <p className={style.more} role="status">
          {t('state.loading')}
        </p>
      )}
    </>
  )
}
