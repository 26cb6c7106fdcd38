// What was done to many cases at once, and the way back.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useClient, useQuery } from 'urql'
import { useMe } from '~/app/session'
import { Badge } from '~/base/badge'
import { Button } from '~/base/button'
import { ButtonLink } from '~/base/button-link'
import { PageHead, Soft } from '~/base/page'
import { Answer, Empty } from '~/base/state'
import { Table } from '~/base/table'
import { useFormat } from '~/format/use-format'
import { type ActFragment, BulkActsDocument } from './acts.generated'
import { UndoDialog } from './undo-dialog'

const PAGE = 50

export default function ActsScreen() {
  const { t } = useTranslation(['cases', 'common'])
  const format = useFormat()
  const client = useClient()
  const { id: own } = useMe()
  const kindOf = useKinds()
  const [params, setParams] = useSearchParams()
  const [acts, again] = useQuery({
    query: BulkActsDocument,
    variables: { first: PAGE, after: null },
    requestPolicy: 'cache-and-network',
  })
  const [asked, setAsked] = useState<ActFragment | null>(null)
  const kept = params.get('kept')
  const nodes = acts.data?.bulkActs.nodes ?? []
  const shown = asked ?? nodes.find(it => it.id === kept) ?? null

  const more = async (after: string) => {
    await client.query(BulkActsDocument, { first: PAGE, after }).toPromise()
    again({ requestPolicy: 'cache-first' })
  }

  return (
    <>
      <PageHead title={t('acts.title')} lead={t('acts.lead')}>
        <ButtonLink to="/cases">{t('title')}</ButtonLink>
      </PageHead>
      <Answer of={acts} retry={again}>
        {({ bulkActs }) =>
          bulkActs.nodes.length === 0 ? (
            <Empty>{t('acts.none')}</Empty>
          ) : (
            <>
              <Table
                label={t('acts.title')}
                rows={bulkActs.nodes}
                rowKey={it => it.id}
                columns={[
                  { key: 'at', head: t('acts.at'), cell: it => format.instant(it.at) },
                  { key: 'kind', head: t('acts.kind'), cell: it => kindOf(it.kind) },
                  {
                    key: 'count',
                    head: t('acts.cases'),
                    isNumber: true,
                    cell: it => format.number(it.caseCount),
                  },
                  { key: 'by', head: t('acts.by'), cell: it => it.by?.displayName ?? t('acts.server') },
                  {
                    key: 'undo',
                    head: t('acts.state'),
                    cell: it =>
                      it.undoneAt ? (
                        <>
                          <Badge>{t('acts.undone')}</Badge>{' '}
                          <Soft>
                            {format.instant(it.undoneAt)} {it.undoneBy?.displayName}
                          </Soft>
                          {it.undoneBy?.id === own && (
                            <Button
                              tone="quiet"
                              onPress={() => setParams({ kept: it.id }, { replace: true })}
                            >
                              {t('acts.what')}
                            </Button>
                          )}
                        </>
                      ) : it.canUndo ? (
                        <Button onPress={() => setAsked(it)}>{t('common:act.undo')}</Button>
                      ) : (
                        <Soft>{t('acts.done')}</Soft>
                      ),
                  },
                ]}
              />
              {bulkActs.pageInfo.hasNextPage && (
                <Button tone="quiet" onPress={() => void more(bulkActs.pageInfo.endCursor ?? '')}>
                  {t('common:act.more')}
                </Button>
              )}
            </>
          )
        }
      </Answer>
      {shown && (
        <UndoDialog
          key={shown.id}
          act={shown}
          title={kindOf(shown.kind)}
          isDone={asked === null}
          onClose={() => {
            setAsked(null)
            setParams({}, { replace: true })
          }}
        />
      )}
    </>
  )
}

function useKinds() {
  const { t } = useTranslation('cases')
  return (kind: string) => {
    switch (kind) {
      case 'assign':
        return t('acts.assign')
      case 'share':
        return t('acts.share')
      case 'hand_over':
        return t('acts.handOver')
      case 'agree_closing':
        return t('acts.agreeClosing')
      case 'approve_plans':
        return t('acts.approvePlans')
      default:
        return kind
    }
  }
}
