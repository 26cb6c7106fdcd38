// One question with both sides, the answers, and the keys that give them.
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Checkbox } from '~/base/field'
import { Row, Soft, Stack } from '~/base/page'
import { Refused } from '~/base/refused'
import { say } from '~/base/said'
import { useFormat } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import type { LinkAnswer } from '~/graph/schema.generated'
import { useAreaName } from '../home/place'
import { Comparison, type Question } from './comparison'
import {
  AnswerLinkQuestionDocument,
  PassLinkQuestionOnDocument,
  TakeLinkAnswerBackDocument,
} from './questions.generated'
import style from './questions.module.css'
import { useShortcuts } from './use-shortcuts'
import { Why } from './why'

type AskedProps = {
  question: Question
  /** Which of those that are left, from 0. */
  place: number
  left: number
  isMore: boolean
  /** What was answered last, to be taken back. */
  last: string | null
  onAnswered: (id: string | null) => void
  areKeysOn: boolean
  onKeys: (areOn: boolean) => void
  onGo: (step: 1 | -1) => void
  onSkip: () => void
  again: () => void
}

export function Asked(props: AskedProps) {
  const { question, place, left, isMore, last, onAnswered, areKeysOn, onKeys, onGo, onSkip, again } = props
  const { t } = useTranslation(['questions', 'common'])
  const format = useFormat()
  const nameOf = useAreaName()
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [answer, isBusy] = useAct(AnswerLinkQuestionDocument)
  const [undo] = useAct(TakeLinkAnswerBackDocument)
  const [passOn] = useAct(PassLinkQuestionOnDocument)
  const isSending = useRef(false)

  const takeBack = async (id: string) => {
    const came = await undo({ questionId: id })
    if (came.done) say(t('undone'))
    else setOutcome(came)
    onAnswered(null)
    again()
  }
  /** Does one act at a time; who comes second is told who answered, and goes on. */
  const send = async (act: () => Promise<Outcome<unknown>>): Promise<boolean> => {
    if (isSending.current) return false
    isSending.current = true
    const came = await act()
    isSending.current = false
    setOutcome(came)
    return Boolean(came.done)
  }
  const give = async (given: LinkAnswer) => {
    if (!(await send(() => answer({ questionId: question.id, answer: given })))) return
    onAnswered(question.id)
    say(t(`answered.${given}`), () => void takeBack(question.id))
    again()
  }
  const pass = async () => {
    if (!(await send(() => passOn({ questionId: question.id })))) return
    say(t('passedOn'))
    onSkip()
    again()
  }
  useShortcuts(areKeysOn, {
    1: () => void give('SAME'),
    2: () => void give('NOT_THE_SAME'),
    3: onSkip,
    4: () => void pass(),
    0: () => last && void takeBack(last),
    KeyJ: () => onGo(1),
    KeyK: () => onGo(-1),
    ArrowRight: () => onGo(1),
    ArrowLeft: () => onGo(-1),
  })

  const hint = (key: string) => areKeysOn && <kbd className={style.key}>{format.digits(key)}</kbd>
  return (
    <Stack>
      <Row>
        <h2>{t(`kind.${question.kind}`)}</h2>
        <Soft>
          {nameOf(question.area)} · {t('left', { count: left })}
          {isMore && '+'} · {t('at', { at: format.number(place + 1) })}
        </Soft>
      </Row>
      <Why of={question} />
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
        {question.waitsFor !== 'DISTRICT' && (
          <Button tone="quiet" onPress={() => void pass()}>
            {hint('4')} {t('passOn')}
          </Button>
        )}
      </div>
      <Row>
        <Button isDisabled={place === 0} onPress={() => onGo(-1)}>
          {t('before')}
        </Button>
        <Button isDisabled={place + 1 >= left} onPress={() => onGo(1)}>
          {t('next')}
        </Button>
      </Row>
      <Row>
        <Checkbox isSelected={areKeysOn} onChange={onKeys}>
          {t('keys')}
        </Checkbox>
        <Soft>{t('told')}</Soft>
      </Row>
    </Stack>
  )
}
