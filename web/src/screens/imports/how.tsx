// How an import was read and judged: which column was taken for what, by which saved mapping, by which rules, under which
// plan.
import { useTranslation } from 'react-i18next'
import { Facts, Soft, Stack } from '~/base/page'
import { Table } from '~/base/table'
import { useLabel } from '~/format/use-format'
import type { OneImportQuery } from './imports.generated'
import style from './imports.module.css'

export function How({ of }: { of: OneImportQuery['import'] }) {
  const { t } = useTranslation('imports')
  const label = useLabel()
  const { mapping, rules, plan } = of
  if (!mapping && rules.length === 0) return null
  const saved = mapping?.name && t('how.saved', { name: mapping.name, version: mapping.version })
  const readAs = saved ?? t(mapping?.isMapped ? 'how.bySomebody' : 'how.recognised')
  const facts: [string, string][] = rules.map(it => [label('parameter_kind', it.kind), it.version])
  return (
    <details>
      <summary className={style.more}>{t('how.title')}</summary>
      <Stack>
        {mapping && <p>{readAs}</p>}
        {mapping && (
          <Table
            label={t('how.columns')}
            rows={mapping.columns}
            rowKey={it => [it.sheet, it.column, it.header].join('!')}
            columns={[
              {
                key: 'header',
                head: t('how.header'),
                cell: it => (
                  <>
                    {it.header ?? it.column} <Soft>{it.sheet}</Soft>
                  </>
                ),
              },
              {
                key: 'field',
                head: t('how.takenFor'),
                cell: it => it.label ?? <Soft>{t('how.notRead')}</Soft>,
              },
            ]}
          />
        )}
        {facts.length > 0 && (
          <>
            <Soft>{t('how.rules')}</Soft>
            <Facts of={facts} />
          </>
        )}
        {plan && (
          <p>
            <Soft>{t('how.plan')}</Soft> <code className={style.hash}>{plan}</code>
          </p>
        )}
      </Stack>
    </details>
  )
}
