// Proposals that the head of the subdistrict team or the chief decides; a fall by a survey alone waits for a visit.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Section, Soft, Stack } from '~/base/page'
import { say } from '~/base/said'
import { Answer } from '~/base/state'
import { useFormat, useLabel } from '~/format/use-format'
import { useAct } from '~/graph/act'
import type { ProposalKind } from '~/graph/schema.generated'
import { usePlace } from '../home/place'
import {
  ApprovalsDecideProposalDocument,
  ApprovalsDecideProposalsDocument,
  ProposalsThatWaitDocument,
  type ProposalsThatWaitQuery,
} from './approvals.generated'
import { type Agreed, Decide, type Line } from './decide'
import { useFrom } from './lines'
import { reasonOf } from './reason'
import { decidedOf } from './selection'
import { SendBack } from './send-back'
import { useSaid } from './taking-back'

type Waiting = ProposalsThatWaitQuery['proposals']['nodes'][number]

const TO_DECIDE = ['HOUSEHOLD', 'VERIFY', 'REOPEN', 'NO_LONGER_LISTED'] as const satisfies ProposalKind[]

export function Proposals() {
  return (
    <Stack>
      <ToDecide />
      <ToRecheck />
    </Stack>
  )
}

function ToDecide() {
  const { t } = useTranslation('approvals')
  const line = useLine()
  const { result, again, loadMore } = useProposals(TO_DECIDE)
  const [decide] = useAct(ApprovalsDecideProposalDocument)
  const [decideMany] = useAct(ApprovalsDecideProposalsDocument)
  const said = useSaid(() => again({ requestPolicy: 'network-only' }))
  const agree = async (all: Waiting[]): Promise<Agreed> => {
    const proposalIds = all.map(it => it.id)
    return decidedOf(proposalIds, await decideMany({ proposalIds, decision: 'ACCEPTED' }))
  }
  return (
    <Answer of={result} retry={again}>
      {({ proposals: { nodes } }) => (
        <Decide
          lines={nodes.map(line)}
          total={nodes.length}
          words={{
            empty: t('proposals.empty'),
            agree: (count, leftOut) =>
              leftOut > 0 ? t('proposals.agreeBut', { count, leftOut }) : t('proposals.agree', { count }),
            told: <Told of={nodes} />,
          }}
          onAgree={leftOut => agree(nodes.filter(it => !leftOut.includes(it.id)))}
          onDone={agreed => said(t('proposals.done', { count: agreed.count }), agreed)}
          loadMore={loadMore}
          acts={line => (
            <SendBack
              word={t('proposals.refuse')}
              of={line.title}
              told={t('proposals.refuseTold')}
              send={note => decide({ proposalId: line.id, decision: 'REFUSED', note: note || null })}
              onDone={() => say(t('proposals.refused'))}
            />
          )}
        />
      )}
    </Answer>
  )
}

/** What taking each kind does, for the kinds that are there. */
function Told({ of }: { of: Waiting[] }) {
  const { t } = useTranslation('approvals')
  const kinds = TO_DECIDE.filter(kind => of.some(it => it.kind === kind))
  return (
    <ul>
      {kinds.map(kind => (
        <li key={kind}>{t(`proposals.takes.${kind}`)}</li>
      ))}
    </ul>
  )
}

function ToRecheck() {
  const { t } = useTranslation('approvals')
  const line = useLine()
  const { result, again, loadMore } = useProposals(['RECHECK'])
  if (!result.data || result.data.proposals.nodes.length === 0) return null
  const { nodes } = result.data.proposals
  return (
    <Section title={t('rechecks.title')}>
      <p>
        <Soft>{t('rechecks.told')}</Soft>
      </p>
      <Decide
        lines={nodes.map(line)}
        total={nodes.length}
        words={{ empty: t('proposals.empty'), agree: () => '', told: null }}
        onAgree={null}
        onDone={() => again()}
        loadMore={loadMore}
      />
    </Section>
  )
}

function useProposals(kinds: readonly ProposalKind[]) {
  const [after, setAfter] = useState<string | null>(null)
  const [result, again] = useQuery({
    query: ProposalsThatWaitDocument,
    variables: { kinds: [...kinds], after },
    requestPolicy: 'cache-and-network',
  })
  const page = result.data?.proposals.pageInfo
  const loadMore = page?.hasNextPage ? () => setAfter(page.endCursor ?? null) : undefined
  return { result, again, loadMore }
}

function useLine() {
  const { t } = useTranslation('approvals')
  const format = useFormat()
  const label = useLabel()
  const place = usePlace()
  const from = useFrom()
  return (it: Waiting): Line => {
    const { text, from: before, to: after, lists } = reasonOf(it.reason)
    return {
      id: it.id,
      caseId: it.case?.id,
      title: it.household?.shortNumber ?? t(`proposals.kind.${it.kind}`),
      place: place(it.household, it.area),
      isUrgent: it.urgent,
      what: (
        <>
          <div>{t(`proposals.kind.${it.kind}`)}</div>
          {text && <div>“{text}”</div>}
          {it.household?.description && <div>{it.household.description}</div>}
          {it.household?.nMembersStated != null && it.kind === 'HOUSEHOLD' && (
            <div>{t('proposals.members', { count: it.household.nMembersStated })}</div>
          )}
          {before && after && (
            <div>{t('proposals.fell', { from: label('level', before), to: label('level', after) })}</div>
          )}
          {lists?.map(list => (
            <div key={`${list.source}${list.year}`}>
              {t('proposals.listedBy', {
                source: label('source', list.source),
                year: format.year(list.year),
              })}
            </div>
          ))}
        </>
      ),
      from: from(it.proposedBy.startsWith('operator:') ? t('from.list') : null, it.proposedAt),
    }
  }
}
