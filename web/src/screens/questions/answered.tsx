// Questions that were answered, the newest answer first, each to be taken back.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { Badge } from '~/base/badge'
import { Button } from '~/base/button'
import { Soft } from '~/base/page'
import { Refused } from '~/base/refused'
import { say } from '~/base/said'
import { Answer, Empty } from '~/base/state'
import { Table } from '~/base/table'
import { useFormat } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import { useAreaName } from '../home/place'
import { nameOf as personName } from './compare'
import {
  LinkQuestionsAnsweredDocument,
  type LinkQuestionsAnsweredQuery,
  type QuestionSideFragment,
  TakeLinkAnswerBackDocument,
} from './questions.generated'

type Answered = LinkQuestionsAnsweredQuery['linkQuestions']['nodes'][number]

export function AnsweredQuestions() {
  const { t } = useTranslation(['questions', 'common'])
  const format = useFormat()
  const areaName = useAreaName()
  const [after, setAfter] = useState<string | null>(null)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [result, again] = useQuery({
    query: LinkQuestionsAnsweredDocument,
    variables: { after },
    requestPolicy: 'cache-and-network',
  })
  const [undo, isBusy] = useAct(TakeLinkAnswerBackDocument)
  const takeBack = async (it: Answered) => {
    const came = await undo({ questionId: it.id })
    setOutcome(came)
    if (came.done) say(t('undone'))
    again({ requestPolicy: 'network-only' })
  }
  return (
    <Answer of={result} retry={again}>
      {({ linkQuestions: { nodes, pageInfo } }) =>
        nodes.length === 0 ? (
          <Empty>{t('answeredNone')}</Empty>
        ) : (
          <>
            <Refused outcome={outcome} />
            <Table
              label={t('tab.answered')}
              rows={nodes}
              rowKey={it => it.id}
              columns={[
                { key: 'who', head: t('column.who'), cell: it => <Who of={it} /> },
                { key: 'area', head: t('column.area'), cell: it => areaName(it.area) },
                { key: 'homes', head: t('column.homes'), cell: it => <Homes of={it} /> },
                {
                  key: 'answer',
                  head: t('column.answer'),
                  cell: it => (
                    <Badge tone={it.answer === 'SAME' ? 'good' : 'plain'}>
                      {it.answer && t(`answer.${it.answer}.${it.kind}`)}
                    </Badge>
                  ),
                },
                {
                  key: 'by',
                  head: t('column.by'),
                  cell: it => (
                    <>
                      {it.answeredBy?.displayName}{' '}
                      <Soft>{it.answeredAt && format.instant(it.answeredAt)}</Soft>
                    </>
                  ),
                },
                {
                  key: 'act',
                  head: t('column.act'),
                  cell: it => (
                    <Button isBusy={isBusy} onPress={() => void takeBack(it)}>
                      {t('common:act.undo')}
                    </Button>
                  ),
                },
              ]}
            />
            {pageInfo.hasNextPage && (
              <Button onPress={() => setAfter(pageInfo.endCursor ?? null)}>{t('common:act.more')}</Button>
            )}
          </>
        )
      }
    </Answer>
  )
}

/** Whom it was about: persons by name, households by house number. */
function Who({ of }: { of: Answered }) {
  const { t } = useTranslation('questions')
  const told = (side: QuestionSideFragment) =>
    of.kind === 'PERSONS'
      ? side.persons.slice(0, 1).map(personName)
      : side.households.map(it => it.household?.shortNumber ?? it.houseNo ?? it.houseCode ?? '')
  const names = [...new Set([...told(of.left), ...told(of.right)])].filter(Boolean)
  return (
    <>
      {names.length > 0 ? names.join(' · ') : t('becameOne')}
      <div>
        <Soft>{of.reasons.map(it => it.message).join(' · ')}</Soft>
      </div>
    </>
  )
}

/** The households it was about, to be looked at: what was joined shows there. */
function Homes({ of }: { of: Answered }) {
  const { t } = useTranslation('questions')
  const format = useFormat()
  const homes = new Map([...of.left.households, ...of.right.households].map(it => [it.household?.id, it]))
  return (
    <ul>
      {[...homes.values()].map(({ household, houseNo }) =>
        household?.case ? (
          <li key={household.id}>
            <Link to={`/cases/${household.case.id}`}>
              {houseNo ? t('home', { no: format.digits(houseNo) }) : household.shortNumber}
            </Link>
          </li>
        ) : null,
      )}
    </ul>
  )
}
