// A long list of cards that scrolls with the page, of which only those in sight are drawn.
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LongListProps } from './virtual-table'
import style from './virtual-table.module.css'

export function VirtualCards<R>({
  label,
  rows,
  rowKey,
  offset,
  card,
}: LongListProps<R> & { card: (row: R) => ReactNode }) {
  const { t } = useTranslation()
  const list = useRef<HTMLUListElement>(null)
  const [above, setAbove] = useState(0)
  useLayoutEffect(() => {
    if (list.current) setAbove(list.current.getBoundingClientRect().top + window.scrollY)
  }, [])
  const virtual = useWindowVirtualizer({
    count: rows.count,
    estimateSize: () => 176,
    overscan: 6,
    scrollMargin: above,
    initialOffset: offset.value,
    onChange: it => {
      offset.value = it.scrollOffset ?? 0
    },
  })
  const items = virtual.getVirtualItems()
  const { look } = rows
  const begin = items[0]?.index ?? 0
  const end = items.at(-1)?.index ?? 0
  useEffect(() => look(begin, end), [look, begin, end])
  return (
    <>
      <ul ref={list} aria-label={label} className={style.cards} style={{ height: virtual.getTotalSize() }}>
        {items.map(it => {
          const row = rows.at(it.index)
          return (
            <li
              key={row ? rowKey(row) : it.index}
              ref={row && virtual.measureElement}
              data-index={it.index}
              aria-posinset={it.index + 1}
              aria-setsize={rows.total}
              className={style.card}
              style={{ transform: `translateY(${it.start - above}px)` }}
            >
              {row ? card(row) : <p className={style.more}>{t('state.loading')}</p>}
            </li>
          )
        })}
      </ul>
      {rows.hasMore && (
        <p className={style.more} role="status">
          {t('state.loading')}
        </p>
      )}
    </>
  )
}
