// Imports that others asked for and that wait for whoever looks: the second person.
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { Section, Soft } from '~/base/page'
import { Table } from '~/base/table'
import { useFormat } from '~/format/use-format'
import { ImportsToAgreeDocument } from './imports.generated'
import { useImporter, useSourceAndYear } from './told'

export function ToAgree() {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const sourceAndYear = useSourceAndYear()
  const importer = useImporter()
  const [result] = useQuery({ query: ImportsToAgreeDocument, requestPolicy: 'cache-and-network' })
  const imports = result.data?.importsToAgree ?? []
  if (imports.length === 0) return null
  return (
    <Section title={t('second.title')}>
      <p>
        <Soft>{t('second.told')}</Soft>
      </p>
      <Table
        label={t('second.title')}
        rows={imports}
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
          { key: 'by', head: t('column.by'), cell: importer },
          { key: 'sent', head: t('column.sent'), cell: it => format.instant(it.startedAt) },
        ]}
      />
    </Section>
  )
}
