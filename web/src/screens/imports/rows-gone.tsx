// Rows that the same file had before and no longer has; what they said is kept.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Button } from '~/base/button'
import { Card, Row, Section, Soft } from '~/base/page'
import { Answer } from '~/base/state'
import { useFormat } from '~/format/use-format'
import { spans } from './by-kind'
import { ImportRowsGoneDocument } from './imports.generated'

export function RowsGone({ importId, count }: { importId: string; count: number }) {
  const { t } = useTranslation(['imports', 'common'])
  const format = useFormat()
  const [after, setAfter] = useState<string | null>(null)
  const [result, again] = useQuery({ query: ImportRowsGoneDocument, variables: { importId, after } })
  return (
    <Section title={t('gone.title', { count })}>
      <Card>
        <p>
          <Soft>{t('gone.told')}</Soft>
        </p>
        <Answer of={result} retry={again}>
          {({ rowsNoLongerListed: { nodes, pageInfo } }) => (
            <>
              {spans(nodes).map(({ sheet, spans }) => (
                <p key={sheet}>
                  {sheet && <strong>{sheet}: </strong>}
                  {spans
                    .map(([from, to]) =>
                      from === to ? format.year(from) : `${format.year(from)}–${format.year(to)}`,
                    )
                    .join(', ')}
                </p>
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
      </Card>
    </Section>
  )
}
