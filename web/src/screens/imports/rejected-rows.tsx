// The rows that were refused, by what is the matter with them; each look is recorded, for they hold what was written.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Button } from '~/base/button'
import { Card, Row, Section, Soft } from '~/base/page'
import { Answer, State } from '~/base/state'
import { Table } from '~/base/table'
import { useFormat } from '~/format/use-format'
import { faultOf } from '~/graph/fault'
import { byKind } from './by-kind'
import { ImportRejectedRowsDocument } from './imports.generated'
import style from './imports.module.css'

export function RejectedRows({ importId, count }: { importId: string; count: number }) {
  const { t } = useTranslation(['imports', 'common'])
  const [isWanted, setWanted] = useState(false)
  return (
    <Section title={t('rejected.title', { count })}>
      {isWanted ? (
        <Rows importId={importId} count={count} />
      ) : (
        <Card>
          <Row>
            <Button onPress={() => setWanted(true)}>{t('rejected.show')}</Button>
            <Soft>{t('rejected.audited')}</Soft>
          </Row>
        </Card>
      )}
    </Section>
  )
}

function Rows({ importId, count }: { importId: string; count: number }) {
  const { t } = useTranslation(['imports', 'common'])
  const format = useFormat()
  const [after, setAfter] = useState<string | null>(null)
  const [result, again] = useQuery({ query: ImportRejectedRowsDocument, variables: { importId, after } })
  if (result.error && faultOf(result.error).kind === 'hidden') {
    return (
      <State tone="empty" title={t('rejected.hiddenTitle')}>
        {t('rejected.hidden')}
      </State>
    )
  }
  return (
    <Answer of={result} retry={again}>
      {({ rejectedRows: { nodes, pageInfo } }) => (
        <>
          {byKind(nodes).map(kind => (
            <details key={kind.code} className={style.kind} open={kind.rows.length <= 20}>
              <summary>
                {kind.message} <strong>{t('rows', { count: kind.rows.length })}</strong>
              </summary>
              <Table
                label={kind.message}
                rows={kind.rows}
                rowKey={it => `${it.sheet}!${it.row}`}
                columns={[
                  {
                    key: 'row',
                    head: t('column.row'),
                    cell: it => (
                      <>
                        {format.year(it.row)} <Soft>{it.sheet}</Soft>
                      </>
                    ),
                  },
                  {
                    key: 'cell',
                    head: t('column.cell'),
                    cell: it => (
                      <ul>
                        {it.issues
                          .filter(issue => issue.code === kind.code)
                          .map(issue => (
                            <li key={`${issue.column}${issue.message}`}>
                              {issue.column && <Soft>{issue.column}: </Soft>}
                              {issue.value ? <mark className={style.cell}>{issue.value}</mark> : t('blank')}
                              {issue.message !== kind.message && <div>{issue.message}</div>}
                            </li>
                          ))}
                      </ul>
                    ),
                  },
                ]}
              />
            </details>
          ))}
          {pageInfo.hasNextPage && (
            <Row>
              <Button onPress={() => setAfter(pageInfo.endCursor ?? null)}>{t('common:act.more')}</Button>
              <Soft>{t('shownOf', { shown: format.number(nodes.length), count })}</Soft>
            </Row>
          )}
        </>
      )}
    </Answer>
  )
}
