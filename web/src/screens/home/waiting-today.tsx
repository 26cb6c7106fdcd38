// What waits, as numbers that open their lists.
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { Section } from '~/base/page'
import { Answer, Empty } from '~/base/state'
import { useFormat } from '~/format/use-format'
import { HomeImportsDocument } from './home.generated'
import style from './home.module.css'
import { addressOf, type Task, toneOf, waits } from './tasks'
import type { Counts, useWaiting } from './waiting'

type WaitingTodayProps = {
  tasks: Task[]
  counts: Counts | null
  result: ReturnType<typeof useWaiting>['result']
  again: () => void
}

export function WaitingToday({ tasks, counts, result, again }: WaitingTodayProps) {
  const { t } = useTranslation('home')
  // Some roles have nothing that waits, only places where they work.
  const hasCounts = tasks.length === 0 || tasks.some(waits)
  return (
    <Section title={t(hasCounts ? 'waiting' : 'ways')}>
      <Answer of={result} retry={again}>
        {() =>
          tasks.length === 0 ? (
            <Empty>{t('nothing')}</Empty>
          ) : (
            <ul className={style.tasks}>
              {tasks.map(it => (
                <li key={it}>
                  {it === 'imports' ? (
                    <ImportsTask />
                  ) : (
                    <TaskLink task={it} count={counts?.[it as keyof Counts]} />
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Section>
  )
}

/** A number, what it counts, and the way there; without a number the way alone. */
function TaskLink({ task, count }: { task: Task; count?: number | undefined }) {
  const { t } = useTranslation('home')
  const format = useFormat()
  const tone = count === undefined ? undefined : toneOf(task, count)
  return (
    <Link to={addressOf(task)} className={style.task} data-tone={tone}>
      {count !== undefined && <strong>{format.number(count)}</strong>}
      <span>{t(`task.${task}`)}</span>
    </Link>
  )
}

/** Imports of late with rows that were refused. */
function ImportsTask() {
  const [{ data }] = useQuery({ query: HomeImportsDocument, requestPolicy: 'cache-and-network' })
  const count = data?.imports.nodes.filter(it => it.nRejected > 0 && !it.undoneAt).length
  return <TaskLink task="imports" count={count} />
}
