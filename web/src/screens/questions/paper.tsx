// Questions with numbers: printed for a meeting, and their answers typed in by the numbers on the paper.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Button } from '~/base/button'
import { TextField } from '~/base/field'
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
  NumberLinkQuestionsDocument,
  PassLinkQuestionOnDocument,
} from './questions.generated'
import style from './questions.module.css'

/** The number that was typed, in either kind of digits; none where it is none. */
function typed(text: string): number | null {
  const digits = text.replace(/[๐-๙]/g, it => `${it.charCodeAt(0) - 0xe50}`).trim()
  return /^\d{1,6}$/.test(digits) ? Number(digits) : null
}

export function Paper() {
  const { t } = useTranslation(['questions', 'common'])
  const [after, setAfter] = useState<string | null>(null)
  const [text, setText] = useState('')
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [giveNumbers, isBusy] = useAct(NumberLinkQuestionsDocument)
  const number = typed(text)
  const [result, again] = useQuery({
    query: LinkQuestionsThatWaitDocument,
    variables: { after: number === null ? after : null, onlyMyTurn: false, numbered: true, number },
    requestPolicy: 'cache-and-network',
  })
  const anew = () => again({ requestPolicy: 'network-only' })
  const give = async () => {
    const came = await giveNumbers({ onlyMyTurn: true })
    setOutcome(came)
    if (came.done) say(t('paper.numbered', { count: came.payload.numbered ?? 0 }))
    anew()
  }
  return (
    <Stack>
      <div className={style.noPrint}>
        <Soft>{t('paper.lead')}</Soft>
        <div className={style.answers}>
          <TextField
            label={t('paper.find')}
            hint={t('paper.findHint')}
            inputMode="numeric"
            maxLength={6}
            value={text}
            onChange={setText}
          />
          <Button tone="main" isBusy={isBusy} onPress={() => void give()}>
            {t('paper.number')}
          </Button>
          <Button onPress={() => window.print()}>{t('paper.print')}</Button>
        </div>
        <Refused outcome={outcome} />
      </div>
      <Answer of={result} retry={anew}>
        {({ linkQuestions: { nodes, pageInfo } }) => {
          if (nodes.length === 0) {
            return number === null ? (
              <State tone="empty" title={t('paper.none')}>
                {t('paper.noneTold')}
              </State>
            ) : (
              <State tone="empty" title={t('paper.notFound')} />
            )
          }
          const inOrder = [...nodes].sort((a, b) => (a.number ?? 0) - (b.number ?? 0))
          return (
            <>
              <ol className={style.paper}>
                {inOrder.map(it => (
                  <li key={it.id}>
                    <Numbered of={it} again={anew} />
                  </li>
                ))}
              </ol>
              {pageInfo.hasNextPage && (
                <div className={style.noPrint}>
                  <Button onPress={() => setAfter(pageInfo.endCursor ?? null)}>{t('more')}</Button>
                </div>
              )}
            </>
          )
        }}
      </Answer>
    </Stack>
  )
}

function Numbered({ of, again }: { of: Question; again: () => void }) {
  const { t } = useTranslation('questions')
  const format = useFormat()
  const nameOf = useAreaName()
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [answer, isBusy] = useAct(AnswerLinkQuestionDocument)
  const [passOn] = useAct(PassLinkQuestionOnDocument)
  const no = t('paper.no', { number: format.digits(`${of.number ?? ''}`) })
  const told = async (act: Promise<Outcome<unknown>>, said: string) => {
    const came = await act
    setOutcome(came)
    if (!came.done) return
    say(`${no} · ${said}`)
    again()
  }
  const give = (given: LinkAnswer) =>
    void told(answer({ questionId: of.id, answer: given }), t(`answered.${given}`))
  const words = [t(`answer.SAME.${of.kind}`), t(`answer.NOT_THE_SAME.${of.kind}`), t('paper.unknown')]
  return (
    <Card>
      <Row>
        <h2>
          {no} · {t(`kind.${of.kind}`)}
        </h2>
        <Soft>{nameOf(of.area)}</Soft>
      </Row>
      <Comparison of={of} />
      <Refused outcome={outcome} />
      <fieldset className={`${style.answers} ${style.noPrint}`}>
        <legend className={style.hidden}>{no}</legend>
        <Button isBusy={isBusy} onPress={() => give('SAME')}>
          {words[0]}
        </Button>
        <Button isBusy={isBusy} onPress={() => give('NOT_THE_SAME')}>
          {words[1]}
        </Button>
        {of.waitsFor !== 'DISTRICT' && (
          <Button tone="quiet" onPress={() => void told(passOn({ questionId: of.id }), t('passedOn'))}>
            {t('passOn')}
          </Button>
        )}
      </fieldset>
      <p className={style.onPaper} aria-hidden="true">
        {words.map(it => (
          <span key={it}>☐ {it}</span>
        ))}
      </p>
    </Card>
  )
}
