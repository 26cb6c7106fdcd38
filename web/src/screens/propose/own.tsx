// What became of the households that one proposed, the newest first.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Badge, UrgentBadge } from '~/base/badge'
import { Button } from '~/base/button'
import { ButtonLink } from '~/base/button-link'
import { Card, Row, Section, Soft, Stack } from '~/base/page'
import { Answer, Empty } from '~/base/state'
import { useFormat } from '~/format/use-format'
import { usePlace } from '../home/place'
import { standingOf, wordsOf } from './draft'
import { type OwnProposalFragment, OwnProposalsDocument } from './propose.generated'

const TONES = { waiting: 'warn', accepted: 'good', refused: undefined, withdrawn: undefined } as const

export function Own() {
  const { t } = useTranslation(['propose', 'common'])
  const [after, setAfter] = useState<string | null>(null)
  const [own, again] = useQuery({
    query: OwnProposalsDocument,
    variables: { after },
    requestPolicy: 'cache-and-network',
  })
  return (
    <Section title={t('own.title')}>
      <Answer of={own} retry={again}>
        {({ proposals: { nodes, pageInfo } }) =>
          nodes.length === 0 ? (
            <Empty>{t('own.none')}</Empty>
          ) : (
            <Stack>
              {nodes.map(it => (
                <Proposal key={it.id} it={it} />
              ))}
              {pageInfo.hasNextPage && (
                <Button isBusy={own.fetching} onPress={() => setAfter(pageInfo.endCursor ?? null)}>
                  {t('common:act.more')}
                </Button>
              )}
            </Stack>
          )
        }
      </Answer>
    </Section>
  )
}

function Proposal({ it }: { it: OwnProposalFragment }) {
  const { t } = useTranslation('propose')
  const format = useFormat()
  const place = usePlace()
  const { text, description } = wordsOf(it.reason)
  const standing = standingOf(it)
  const { decidedBy, decidedAt } = it
  return (
    <Card>
      <Row>
        <Badge tone={TONES[standing]}>{t(`standing.${standing}`)}</Badge>
        {it.urgent && <UrgentBadge />}
        <Soft>{t('own.at', { place: place(null, it.area), time: format.instant(it.proposedAt) })}</Soft>
      </Row>
      <p>{[description, text].filter(Boolean).join(' · ')}</p>
      {it.urgent && standing === 'waiting' && <p>{t('own.urgentWaits')}</p>}
      {it.decisionNote && <p>{t('own.note', { note: it.decisionNote })}</p>}
      {decidedAt && (
        <Soft>
          {t('own.decided', { who: decidedBy?.displayName ?? '', time: format.instant(decidedAt) })}
        </Soft>
      )}
      {it.case && (
        <Row>
          <ButtonLink to={`/cases/${it.case.id}`}>{t('openCase')}</ButtonLink>
        </Row>
      )}
    </Card>
  )
}
