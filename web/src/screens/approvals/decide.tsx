// A list of papers that wait: agree to all but those marked, or send one back.
import { type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Row, Soft } from '~/base/page'
import { Empty } from '~/base/state'
import type { Refusal } from '~/graph/act'
import type { Fault } from '~/graph/fault'
import style from './approvals.module.css'
import { Confirm } from './confirm'
import { LineCard } from './line-card'

/** One paper, with enough to decide on it. */
export type Line = {
  id: string
  /** Where its household can be opened. */
  caseId?: string
  /** What the lists and sheets call it. */
  title: string
  place: string
  what: ReactNode
  /** Who proposed it, and since when it waits. */
  from: string
  isUrgent?: boolean
}

/** What became of agreeing: how many were done, the acts that can be taken back, what stands against the rest. */
export type Agreed = {
  count: number
  actIds: string[]
  refusals: (Refusal & { lineId?: string })[]
  fault: Fault | null
}

export type Words = {
  empty: string
  /** The button; how many, and how many are left out. */
  agree: (count: number, leftOut: number) => string
  /** What agreeing does, for the last look. */
  told: ReactNode
}

type DecideProps = {
  lines: Line[]
  /** All there are, loaded or not. */
  total: number
  words: Words
  /** Null for who may look but not agree. */
  onAgree: ((leftOut: string[], count: number) => Promise<Agreed>) | null
  /** Said and undone by whoever gave the list. */
  onDone: (agreed: Agreed) => void
  /** What can be done with one line: send it back, refuse it. */
  acts?: (line: Line) => ReactNode
  loadMore?: () => void
}

export function Decide({ lines, total, words, onAgree, onDone, acts, loadMore }: DecideProps) {
  const { t } = useTranslation(['approvals', 'common'])
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const [isAsking, setAsking] = useState(false)
  const top = useRef<HTMLDivElement>(null)
  const leftOut = lines.filter(it => marked.has(it.id)).map(it => it.id)
  const count = total - leftOut.length

  const mark = (id: string, isMarked: boolean) => {
    const next = new Set(marked)
    if (isMarked) next.add(id)
    else next.delete(id)
    setMarked(next)
  }
  const finish = (agreed: Agreed) => {
    onDone(agreed)
    setMarked(new Set())
    setAsking(false)
    // The button that was pressed may be gone with the list.
    requestAnimationFrame(() => top.current?.focus())
  }

  if (lines.length === 0) return <Empty>{words.empty}</Empty>
  return (
    <div ref={top} tabIndex={-1} className={style.part}>
      {onAgree && (
        <p>
          <Soft>{t('mark.hint')}</Soft>
        </p>
      )}
      <ul className={style.lines}>
        {lines.map(line => (
          <LineCard
            key={line.id}
            line={line}
            isMarked={marked.has(line.id)}
            onMark={onAgree && (it => mark(line.id, it))}
            acts={acts?.(line)}
          />
        ))}
      </ul>
      {loadMore && (
        <Row>
          <Button onPress={loadMore}>{t('common:act.more')}</Button>
          <Soft>{t('shownOf', { shown: lines.length, count: total })}</Soft>
        </Row>
      )}
      {onAgree && (
        <div className={style.bar}>
          <Button tone="main" isWide isDisabled={count <= 0} onPress={() => setAsking(true)}>
            {words.agree(count, leftOut.length)}
          </Button>
        </div>
      )}
      {onAgree && isAsking && (
        <Confirm
          title={words.agree(count, leftOut.length)}
          told={words.told}
          lines={lines}
          onAgree={() => onAgree(leftOut, count)}
          onLeaveOut={id => mark(id, true)}
          onDone={finish}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  )
}
