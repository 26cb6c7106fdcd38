// A field for a count.
import { Input } from 'react-aria-components/Input'
import { NumberField } from 'react-aria-components/NumberField'
import style from './field.module.css'
import { Beside, type Common, Name } from './field-parts'

export function CountField({
  label,
  hint,
  error,
  value,
  onChange,
  min = 0,
  max,
  ...rest
}: Common & { value: number | null; onChange: (value: number | null) => void; min?: number; max?: number }) {
  return (
    <NumberField
      {...rest}
      value={value ?? Number.NaN}
      onChange={it => onChange(Number.isNaN(it) ? null : it)}
      minValue={min}
      maxValue={max}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      className={style.field ?? ''}
    >
      <Name label={label} isRequired={rest.isRequired} />
      <Input className={style.input ?? ''} />
      <Beside hint={hint} error={error} />
    </NumberField>
  )
}
