// One question after another: the answer is sent, and the next one stands there at once.
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Button } from '~/base/button'
import { Checkbox } from '~/base/field'
import { Card, Row, Soft, Stack } from '~/base/page'
import { Refused } from '~/base/refused'
import { say } from '~/base/said'
import { Answer, State } from '~/base/state'
import { useFormat } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import type { LinkAnswer } from '~/graph/schema.generated'
import { useAreaName } from '../home/place'
import { Comparison, type Question } from './comparison'
import {
  AnswerLinkQuestionDocument,
  LinkQuestionsThatWaitDocument,
  TakeLinkAnswerBackDocument,
} from './questions.generated'
import style from './questions.module.css'
import { useShortcuts } from './use-shortcuts'

export function Queue() {
  const { t } = useTranslation('questions')
  const [after, setAfter] = useState<string | null>(null)
  const [skipped, setSkipped] = useState<string[]>([])
  // The question is drawn anew with each answer; these stay.
  const [last, setLast] = useState<string | null>(null)
  const [isOn, setOn] = useState(true)
  const [result, again] = useQuery({
    query: LinkQuestionsThatWaitDocument,
    variables: { after },
    requestPolicy: 'cache-and-network',
  })
  return (
    <Answer of={result} retry={again}>
      {({ linkQuestions: { nodes, pageInfo } }) => {
        const left = nodes.filter(it => !skipped.includes(it.id))
        const [question] = left
        if (question) {
          return (
            <Asked
              key={question.id}
              question={question}
              left={left.length}
              isMore={pageInfo.hasNextPage}
              last={last}
              onAnswered={setLast}
              areKeysOn={isOn}
              onKeys={setOn}
              onSkip={() => setSkipped([...skipped, question.id])}
              again={() => again({ requestPolicy: 'network-only' })}
            />
          )
        }
        if (pageInfo.hasNextPage) {
          return <Button onPress={() => setAfter(pageInfo.endCursor ?? null)}>{t('more')}</Button>
        }
        return (
          <State
            tone="done"
            title={t(skipped.length > 0 ? 'onlySkipped' : 'empty')}
            act={skipped.length > 0 && <Button onPress={() => setSkipped([])}>{t('showSkipped')}</Button>}
          >
            {t('emptyTold')}
          </State>
        )
      }}
    </Answer>
  )
}

type AskedProps = {
  question: Question
  left: number
  isMore: boolean
  /** What was answered last, to be taken back. */
  last: string | null
  onAnswered: (id: string | null) => void
  areKeysOn: boolean
  onKeys: (areOn: boolean) => void
  onSkip: () => void
  again: () => void
}

function Asked({ question, left, isMore, last, onAnswered, areKeysOn, onKeys, onSkip, again }: AskedProps) {
  const { t } = useTranslation(['questions', 'common'])
  const format = useFormat()
  const nameOf = useAreaName()
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [answer, isBusy] = useAct(AnswerLinkQuestionDocument)
  const [undo] = useAct(TakeLinkAnswerBackDocument)
  const isSending = useRef(false)

  const takeBack = async (id: string) => {
    const came = await undo({ questionId: id })
    if (came.done) say(t('undone'))
    else setOutcome(came)
    onAnswered(null)
    again()
  }
  const give = async (given: LinkAnswer) => {
    if (isSending.current) return
    isSending.current = true
    const came = await answer({ questionId: question.id, answer: given })
    isSending.current = false
    setOutcome(came)
    if (!came.done) return
    onAnswered(question.id)
    say(t(`answered.${given}`), () => void takeBack(question.id))
    again()
  }
  useShortcuts(areKeysOn, {
    1: () => void give('SAME'),
    2: () => void give('NOT_THE_SAME'),
    3: onSkip,
    0: () => last && void takeBack(last),
  })

  const hint = (key: string) => areKeysOn && <kbd className={style.key}>{format.digits(key)}</kbd>
  return (
    <Stack>
      <Row>
        <h2>{t(`kind.${question.kind}`)}</h2>
        <Soft>
          {nameOf(question.area)} · {t('left', { count: left })}
          {isMore && '+'}
        </Soft>
      </Row>
      <Card>
        <strong>{t('reasons')}</strong>
        <ul className={style.reasons}>
          {question.reasons.map(it => (
            <li key={it.code}>{it.message}</li>
          ))}
        </ul>
      </Card>
      <Comparison of={question} />
      <Refused outcome={outcome} />
      <div className={style.answers}>
        <Button tone="main" isBusy={isBusy} onPress={() => void give('SAME')}>
          {hint('1')} {t(`answer.SAME.${question.kind}`)}
        </Button>
        <Button isBusy={isBusy} onPress={() => void give('NOT_THE_SAME')}>
          {hint('2')} {t(`answer.NOT_THE_SAME.${question.kind}`)}
        </Button>
        <Button tone="quiet" onPress={onSkip}>
          {hint('3')} {t('skip')}
        </Button>
      </div>
      <Row>
        <Checkbox isSelected={areKeysOn} onChange={onKeys}>
          {t('keys')}
        </Checkbox>
        <Soft>{t('told')}</Soft>
      </Row>
    </Stack>
  )
}
