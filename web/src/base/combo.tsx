// A field that chooses one of many, found by typing.
import { Button } from 'react-aria-components/Button'
import { ComboBox } from 'react-aria-components/ComboBox'
import { Input } from 'react-aria-components/Input'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { Popover } from 'react-aria-components/Popover'
import { Text } from 'react-aria-components/Text'
import { useTranslation } from 'react-i18next'
import type { Choice } from './choose'
import style from './field.module.css'
import { Beside, type Common, Name } from './field-parts'

/** One of many; typing narrows the list, emptying the field chooses none. */
export function Combo<K extends string>({
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
  onChange: (value: K | null) => void
  placeholder?: string
}) {
  const { t } = useTranslation()
  return (
    <ComboBox
      {...rest}
      defaultItems={choices}
      selectedKey={value}
      onSelectionChange={key => onChange(key === null ? null : (String(key) as K))}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      menuTrigger="focus"
      className={style.field ?? ''}
    >
      <Name label={label} isRequired={rest.isRequired} />
      <div className={style.combo}>
        <Input className={style.input ?? ''} placeholder={placeholder ?? t('act.choose')} />
        <Button className={style.open ?? ''} aria-label={t('act.open')}>
          <span aria-hidden="true">▾</span>
        </Button>
      </div>
      <Beside hint={hint} error={error} />
      <Popover className={style.popover ?? ''}>
        <ListBox className={style.list ?? ''} renderEmptyState={() => t('state.empty')}>
          {(it: Choice<K>) => (
            <ListBoxItem id={it.id} textValue={it.label} className={style.item ?? ''}>
              <Text slot="label">{it.label}</Text>
              {it.hint && (
                <Text slot="description" className={style.hint}>
                  {it.hint}
                </Text>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  )
}
