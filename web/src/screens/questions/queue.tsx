// One question after another: the answer is sent, and the next one stands there at once.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Button } from '~/base/button'
import { Answer, State } from '~/base/state'
import { Asked } from './asked'
import { LinkQuestionsThatWaitDocument } from './questions.generated'

export function Queue({ isAll }: { isAll: boolean }) {
  const { t } = useTranslation('questions')
  const [after, setAfter] = useState<string | null>(null)
  const [skipped, setSkipped] = useState<string[]>([])
  const [at, setAt] = useState(0)
  // The question is drawn anew with each answer; these stay.
  const [last, setLast] = useState<string | null>(null)
  const [isOn, setOn] = useState(true)
  const [result, again] = useQuery({
    query: LinkQuestionsThatWaitDocument,
    variables: { after, onlyMyTurn: !isAll },
    requestPolicy: 'cache-and-network',
  })
  return (
    <Answer of={result} retry={again}>
      {({ linkQuestions: { nodes, pageInfo } }) => {
        const left = nodes.filter(it => !skipped.includes(it.id))
        const place = Math.min(at, left.length - 1)
        const question = left[place]
        if (question) {
          return (
            <Asked
              key={question.id}
              question={question}
              place={place}
              left={left.length}
              isMore={pageInfo.hasNextPage}
              last={last}
              onAnswered={setLast}
              areKeysOn={isOn}
              onKeys={setOn}
              onGo={step => setAt(Math.max(0, Math.min(place + step, left.length - 1)))}
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
            title={t(skipped.length > 0 ? 'onlySkipped' : isAll ? 'empty' : 'emptyMine')}
            act={skipped.length > 0 && <Button onPress={() => setSkipped([])}>{t('showSkipped')}</Button>}
          >
            {t(isAll ? 'emptyTold' : 'emptyMineTold')}
          </State>
        )
      }}
    </Answer>
  )
}
