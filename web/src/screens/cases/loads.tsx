// What an act makes of the teams' loads: before, after, and who stands above the line.
import { useTranslation } from 'react-i18next'
import { Badge } from '~/base/badge'
import { Soft } from '~/base/page'
import { Table } from '~/base/table'
import { useFormat } from '~/format/use-format'
import type { LoadFragment } from './acts.generated'

export function Loads({ loads, line }: { loads: LoadFragment[]; line: number }) {
  const { t } = useTranslation('cases')
  const format = useFormat()
  return (
    <>
      <Table
        label={t('loads.title')}
        rows={loads}
        rowKey={it => it.team?.id ?? it.name}
        columns={[
          {
            key: 'team',
            head: t('loads.team'),
            cell: it => (
              <>
                {it.name} {it.isOverLine && <Badge tone="warn">{t('loads.over')}</Badge>}
              </>
            ),
          },
          { key: 'before', head: t('loads.before'), isNumber: true, cell: it => format.number(it.before) },
          { key: 'after', head: t('loads.after'), isNumber: true, cell: it => format.number(it.after) },
        ]}
      />
      <Soft>{t('loads.line', { line: format.number(line) })}</Soft>
    </>
  )
}
