// What somebody else changed meanwhile: as it was read, what was wanted, what is there now.
import { useTranslation } from 'react-i18next'
import { Table } from '~/base/table'
import type { FieldConflict } from '~/graph/act'
import style from './approvals.module.css'

export function Conflict({ of }: { of: { version: number; fields: FieldConflict[] } }) {
  const { t } = useTranslation()
  return (
    <div className={style.against} role="alert">
      <strong>{t('conflict.title')}</strong>
      <p>{t('conflict.body')}</p>
      <Table
        label={t('conflict.title')}
        rows={of.fields}
        rowKey={it => it.name}
        columns={[
          { key: 'name', head: t('conflict.field'), cell: it => it.name },
          { key: 'base', head: t('conflict.base'), cell: it => it.base ?? '–' },
          { key: 'yours', head: t('conflict.yours'), cell: it => it.yours ?? '–' },
          { key: 'theirs', head: t('conflict.theirs'), cell: it => it.theirs ?? '–' },
        ]}
      />
    </div>
  )
}
