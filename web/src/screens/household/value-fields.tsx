// What help is worth: known, estimated, or without a value.
import { useTranslation } from 'react-i18next'
import { Options } from '~/base/choose'
import { CountField } from '~/base/count-field'
import { useLabel } from '~/format/use-format'
import type { WorthInput } from '~/graph/schema.generated'
import { satang } from './worth'

export type Value = { basis: 'known' | 'estimated' | 'none'; baht: number | null }

/** The value as it is sent. */
export function valueInput({ basis, baht }: Value): WorthInput | null {
  if (basis === 'none' || baht === null) return null
  return { [basis]: satang(baht) }
}

export function ValueFields({
  value,
  onChange,
  error,
}: {
  value: Value
  onChange: (value: Value) => void
  error: string | null
}) {
  const { t } = useTranslation('household')
  const label = useLabel()
  return (
    <>
      <Options
        label={t('help.value')}
        isRow
        value={value.basis}
        onChange={basis => onChange({ ...value, basis })}
        choices={(['known', 'estimated', 'none'] as const).map(code => ({
          id: code,
          label: label('value', code),
        }))}
      />
      {value.basis !== 'none' && (
        <CountField
          label={t('help.amount')}
          value={value.baht}
          onChange={baht => onChange({ ...value, baht })}
          error={error}
          isRequired
        />
      )}
    </>
  )
}
