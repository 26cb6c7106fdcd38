// Files that were imported, newest first: who, when, from where, and what became of their rows; before them those that
// were sent and are not imported.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { useSession } from '~/app/session'
import { Button } from '~/base/button'
import { ButtonLink } from '~/base/button-link'
import { PageHead, Section, Soft } from '~/base/page'
import { Answer, Empty, State } from '~/base/state'
import { Table } from '~/base/table'
import { useFormat } from '~/format/use-format'
import { ImportsDocument } from './imports.generated'
import { SentFiles } from './sent'
import { StateBadge } from './state-badge'
import { ToAgree } from './to-agree'
import { useImporter, useSourceAndYear } from './told'

export default function ImportsScreen() {
  const { t } = useTranslation(['imports', 'common'])
  const { may } = useSession()
  if (!may('IMPORT')) {
    return (
      <State tone="empty" title={t('common:state.forbiddenTitle')}>
        {t('common:state.forbidden')}
      </State>
    )
  }
  return (
    <>
      <PageHead title={t('title')} lead={t('lead')}>
        <ButtonLink to="/hand-back">{t('handBack.open')}</ButtonLink>
        <ButtonLink tone="main" to="/imports/new">
          {t('new.act')}
        </ButtonLink>
      </PageHead>
      <ToAgree />
      <SentFiles />
      <Section title={t('history')}>
        <History />
      </Section>
    </>
  )
}

function History() {
  const { t } = useTranslation(['imports', 'common'])
  const format = useFormat()
  const sourceAndYear = useSourceAndYear()
  const importer = useImporter()
  const [after, setAfter] = useState<string | null>(null)
  const [result, again] = useQuery({
    query: ImportsDocument,
    variables: { after },
    requestPolicy: 'cache-and-network',
  })
  return (
    <Answer of={result} retry={again}>
      {({ imports: { nodes, pageInfo } }) =>
        nodes.length === 0 ? (
          <Empty>{t('empty')}</Empty>
        ) : (
          <>
            <Table
              label={t('history')}
              rows={nodes}
              rowKey={it => it.id}
              columns={[
                {
                  key: 'file',
                  head: t('column.file'),
                  cell: it => <Link to={`/imports/${it.id}`}>{it.fileName}</Link>,
                },
                {
                  key: 'source',
                  head: t('column.source'),
                  cell: it => sourceAndYear(it),
                },
                {
                  key: 'by',
                  head: t('column.by'),
                  cell: it => (
                    <>
                      {importer(it)}
                      <div>
                        <Soft>{format.instant(it.startedAt)}</Soft>
                      </div>
                    </>
                  ),
                },
                {
                  key: 'state',
                  head: t('column.state'),
                  cell: it => (
                    <>
                      <StateBadge state={it.state} /> {it.failure?.message}
                    </>
                  ),
                },
                {
                  key: 'taken',
                  head: t('column.taken'),
                  isNumber: true,
                  cell: it => format.number(it.nAccepted + it.nAcceptedWithWarning),
                },
                {
                  key: 'rejected',
                  head: t('column.rejected'),
                  isNumber: true,
                  cell: it => format.number(it.nRejected),
                },
              ]}
            />
            {pageInfo.hasNextPage && (
              <p>
                <Button onPress={() => setAfter(pageInfo.endCursor ?? null)}>{t('common:act.more')}</Button>
              </p>
            )}
          </>
        )
      }
    </Answer>
  )
}
