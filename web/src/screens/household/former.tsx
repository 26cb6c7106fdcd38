// A case whose household lives elsewhere now: what happened in its time here, and nothing else.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { NowhereScreen } from '~/app/nowhere'
import { Card, Section, Stack } from '~/base/page'
import { Answer } from '~/base/state'
import { useFormat } from '~/format/use-format'
import { actsOf } from './happened'
import { FormerCasePageDocument } from './household.generated'
import style from './household.module.css'
import { Nothing } from './nothing'
import { ActTold, More } from './timeline'

export function Former({ id }: { id: string }) {
  const { t } = useTranslation('household')
  const format = useFormat()
  const [after, setAfter] = useState<string | null>(null)
  const [page, again] = useQuery({ query: FormerCasePageDocument, variables: { id, after } })
  return (
    <Answer of={page} retry={() => again({ requestPolicy: 'network-only' })}>
      {({ formerCase }) =>
        !formerCase ? (
          <NowhereScreen />
        ) : (
          <Stack>
            <Card tone="warn">
              <strong>{t('former.title')}</strong>
              <p>{t('former.lead')}</p>
              <ul>
                {formerCase.times.map(it => (
                  <li key={it.since}>
                    {it.area?.nameTh ?? t('where.areaGone')}{' '}
                    {t('members.span', { since: format.day(it.since), until: format.day(it.until) })}
                  </li>
                ))}
              </ul>
            </Card>
            <Section title={t('part.timeline')}>
              {formerCase.events.nodes.length === 0 ? (
                <Nothing>{t('timeline.none')}</Nothing>
              ) : (
                <ol className={style.events}>
                  {actsOf(formerCase.events.nodes).map(act => (
                    <ActTold key={act.key} act={act} spoken={{ problems: [], help: [] }} visits={[]} />
                  ))}
                </ol>
              )}
              <More pageInfo={formerCase.events.pageInfo} isBusy={page.fetching} onMore={setAfter} />
            </Section>
          </Stack>
        )
      }
    </Answer>
  )
}
