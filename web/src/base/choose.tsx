// Fields that choose one of several: from a list, or all in sight.
import { Button } from 'react-aria-components/Button'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { Popover } from 'react-aria-components/Popover'
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select'
import { Text } from 'react-aria-components/Text'
import { useTranslation } from 'react-i18next'
import style from './field.module.css'
import { Beside, type Common, Name } from './field-parts'

export type Choice<K extends string = string> = { id: K; label: string; hint?: string }

/** One of a list. */
export function Select<K extends string>({
  label,
  hint,
  error,
  choices,
  value,
  onChange,
  placeholder,
  ...rest
}: Common & {
  choices: Choice<K>[]
  value: K | null
  onChange: (value: K) => void
  placeholder?: string
}) {
  const { t } = useTranslation()
  return (
    <AriaSelect
      {...rest}
      value={value}
      onChange={key => key !== null && onChange(String(key) as K)}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      placeholder={placeholder ?? t('act.choose')}
      className={style.field ?? ''}
    >
      <Name label={label} isRequired={rest.isRequired} />
      <Button className={style.input ?? ''}>
        <SelectValue className={style.chosen ?? ''} />
        <span aria-hidden="true">▾</span>
      </Button>
      <Beside hint={hint} error={error} />
      <Popover className={style.popover ?? ''}>
        <ListBox className={style.list ?? ''}>
          {choices.map(it => (
            <ListBoxItem key={it.id} id={it.id} textValue={it.label} className={style.item ?? ''}>
              <Text slot="label">{it.label}</Text>
              {it.hint && (
                <Text slot="description" className={style.hint}>
                  {it.hint}
                </Text>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}

/** One of a few, all in sight; large enough for thumbs. */
export function Options<K extends string>({
  label,
  hint,
  error,
  choices,
  value,
  onChange,
  isRow,
  ...rest
}: Common & { choices: Choice<K>[]; value: K | null; onChange: (value: K) => void; isRow?: boolean }) {
  return (
    <RadioGroup
      {...rest}
      value={value}
      onChange={it => onChange(it as K)}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      className={style.field ?? ''}
    >
      <Name label={label} isRequired={rest.isRequired} />
      <div className={style.options} data-row={isRow || undefined}>
        {choices.map(it => (
          <Radio key={it.id} value={it.id} className={style.option ?? ''}>
            <span className={style.dot} aria-hidden="true" />
            <span>
              {it.label}
              {it.hint && <span className={style.hint}>{it.hint}</span>}
            </span>
          </Radio>
        ))}
      </div>
      <Beside hint={hint} error={error} />
    </RadioGroup>
  )
}
