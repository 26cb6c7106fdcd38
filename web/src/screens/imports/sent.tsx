// Files that were sent and not imported: those that wait, and those that were refused and why.
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { Badge, type BadgeTone } from '~/base/badge'
import { Section, Soft } from '~/base/page'
import { Table } from '~/base/table'
import { useFormat } from '~/format/use-format'
import { SentFilesDocument, type SentFilesQuery } from './checks.generated'

type SentFile = SentFilesQuery['importChecks'][number]
type Stand = 'checking' | 'waits' | 'refused'

const TONE: Record<Stand, BadgeTone> = { checking: 'calm', waits: 'warn', refused: 'urgent' }

function standOf(it: SentFile): Stand {
  if (it.failure ?? it.refused) return 'refused'
  return it.state === 'RUNNING' ? 'checking' : 'waits'
}

export function SentFiles() {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const [result] = useQuery({ query: SentFilesDocument, requestPolicy: 'cache-and-network' })
  const files = result.data?.importChecks ?? []
  if (files.length === 0) return null
  return (
    <Section title={t('sent.title')}>
      <p>
        <Soft>{t('sent.told')}</Soft>
      </p>
      <Table
        label={t('sent.title')}
        rows={files}
        rowKey={it => it.id}
        columns={[
          {
            key: 'file',
            head: t('column.file'),
            cell: it => <Link to={`/imports/checks/${it.id}`}>{it.fileName}</Link>,
          },
          { key: 'sent', head: t('column.sent'), cell: it => format.instant(it.sentAt) },
          {
            key: 'state',
            head: t('column.state'),
            cell: it => (
              <>
                <Badge tone={TONE[standOf(it)]}>{t(`sent.${standOf(it)}`)}</Badge>{' '}
                {(it.failure ?? it.refused)?.message}
              </>
            ),
          },
        ]}
      />
    </Section>
  )
}
