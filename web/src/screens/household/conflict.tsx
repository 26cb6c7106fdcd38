// Two people changed the same record: what it was, what each made of it, and whose is kept.
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Acts } from '~/base/dialog'
import { Table } from '~/base/table'
import { type Family, useFormat, useLabel } from '~/format/use-format'
import type { FieldConflict } from '~/graph/act'
import type th from '~/i18n/th/household.json'
import style from './household.module.css'

type FieldName = keyof (typeof th)['conflictField']

const FAMILIES: Record<FieldName, Family | null> = {
  status: 'case_status',
  verification: 'verification',
  class: 'household_class',
  closingReason: 'closing_reason',
  closingProposed: 'closing_reason',
  continuingCare: null,
  level: 'level',
  outcome: 'outcome',
  doneOn: null,
  note: null,
}

const isKnown = (name: string): name is FieldName => name in FAMILIES

export function Conflict({
  fields,
  family,
  isBusy,
  onMine,
  onTheirs,
}: {
  fields: FieldConflict[]
  /** What the codes of a status are codes of, where it is not the case's. */
  family?: Family
  isBusy: boolean
  onMine: () => void
  onTheirs: () => void
}) {
  const { t } = useTranslation(['household', 'common'])
  const label = useLabel()
  const format = useFormat()
  const told = (field: FieldConflict, value?: string | null) => {
    if (!value) return t('conflictNone')
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return format.day(value)
    if (field.name === 'continuingCare') return t(value === 'true' ? 'common:yes' : 'common:no')
    const of = field.name === 'status' && family ? family : isKnown(field.name) ? FAMILIES[field.name] : null
    return of ? label(of, value) : value
  }
  return (
    <div role="alert" className={style.conflict}>
      <h3>{t('common:conflict.title')}</h3>
      <p>{t('common:conflict.body')}</p>
      <Table
        label={t('common:conflict.title')}
        rowKey={it => it.name}
        rows={fields}
        columns={[
          {
            key: 'field',
            head: t('common:conflict.field'),
            cell: it => (isKnown(it.name) ? t(`conflictField.${it.name}`) : it.name),
          },
          { key: 'base', head: t('common:conflict.base'), cell: it => told(it, it.base) },
          { key: 'yours', head: t('common:conflict.yours'), cell: it => told(it, it.yours) },
          { key: 'theirs', head: t('common:conflict.theirs'), cell: it => told(it, it.theirs) },
        ]}
      />
      <Acts>
        <Button onPress={onTheirs}>{t('common:conflict.leave')}</Button>
        <Button tone="danger" isBusy={isBusy} onPress={onMine}>
          {t('common:conflict.again')}
        </Button>
      </Acts>
    </div>
  )
}
