// Closings that were proposed: the chief agrees to many in one act, or returns one.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { LevelBadge } from '~/base/badge'
import { Row, Soft } from '~/base/page'
import { say } from '~/base/said'
import { Answer } from '~/base/state'
import { useLabel } from '~/format/use-format'
import { useAct } from '~/graph/act'
import { usePlace } from '../home/place'
import {
  ApprovalsAgreeClosingsDocument,
  ApprovalsReturnClosingDocument,
  ClosingsThatWaitDocument,
  type ClosingsThatWaitQuery,
} from './approvals.generated'
import { type Agreed, Decide, type Line } from './decide'
import { useFrom } from './lines'
import { agreedOf } from './selection'
import { SendBack } from './send-back'
import { useSaid } from './taking-back'

type Waiting = ClosingsThatWaitQuery['cases']['nodes'][number]

export function Closings() {
  const { t } = useTranslation(['approvals', 'home', 'common'])
  const label = useLabel()
  const place = usePlace()
  const from = useFrom()
  const [after, setAfter] = useState<string | null>(null)
  const [result, again] = useQuery({
    query: ClosingsThatWaitDocument,
    variables: { after },
    requestPolicy: 'cache-and-network',
  })
  const [agree] = useAct(ApprovalsAgreeClosingsDocument)
  const [giveBack] = useAct(ApprovalsReturnClosingDocument)
  const said = useSaid(() => again({ requestPolicy: 'network-only' }))

  const line = (it: Waiting): Line => ({
    id: it.id,
    caseId: it.id,
    title: it.household.shortNumber ?? t('home:place.noNumber'),
    place: place(it.household, it.area),
    isUrgent: it.urgent,
    what: (
      <>
        <Row>
          <span>
            <Soft>{t('closings.because')}</Soft> {label('closing_reason', it.closingProposal?.reason)}
          </span>
          <LevelBadge level={it.level} />
          {it.levelNote && <Soft>{it.levelNote}</Soft>}
        </Row>
        {it.closingProposal?.note && <div>“{it.closingProposal.note}”</div>}
      </>
    ),
    from: from(it.closingProposal?.proposedBy?.displayName, it.closingProposal?.proposedAt ?? ''),
  })
  const agreeAll = async (leftOut: string[], count: number): Promise<Agreed> =>
    agreedOf(
      await agree({
        selection: { filter: { closingProposed: true }, exceptIds: leftOut, expectedCount: count },
      }),
    )

  return (
    <Answer of={result} retry={again}>
      {({ cases }) => (
        <Decide
          lines={cases.nodes.map(line)}
          total={cases.totalCount ?? cases.nodes.length}
          words={{
            empty: t('closings.empty'),
            agree: (count, leftOut) =>
              leftOut > 0 ? t('closings.agreeBut', { count, leftOut }) : t('closings.agree', { count }),
            told: t('closings.told'),
          }}
          onAgree={agreeAll}
          onDone={agreed => said(t('closings.done', { count: agreed.count }), agreed)}
          loadMore={cases.pageInfo.hasNextPage ? () => setAfter(cases.pageInfo.endCursor ?? null) : undefined}
          acts={line => (
            <SendBack
              word={t('sendBack.title')}
              of={line.title}
              told={t('closings.returnTold')}
              isNoteNeeded
              send={(note, version) =>
                giveBack({
                  caseId: line.id,
                  note,
                  expectedVersion: version ?? cases.nodes.find(it => it.id === line.id)?.version ?? 0,
                })
              }
              onDone={() => say(t('closings.returned'))}
            />
          )}
        />
      )}
    </Answer>
  )
}
