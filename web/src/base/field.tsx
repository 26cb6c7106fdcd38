// Fields for text and marks.
import type { ReactNode } from 'react'
import { Checkbox as AriaCheckbox } from 'react-aria-components/Checkbox'
import { Input } from 'react-aria-components/Input'
import { TextArea } from 'react-aria-components/TextArea'
import {
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components/TextField'
import style from './field.module.css'
import { Beside, type Common, Name } from './field-parts'

type TextFieldProps = Common &
  Pick<AriaTextFieldProps, 'type' | 'autoComplete' | 'inputMode' | 'maxLength' | 'autoFocus'> & {
    value: string
    onChange: (value: string) => void
    /** More than one line. */
    rows?: number
    placeholder?: string
  }

export function TextField({ label, hint, error, rows, placeholder, ...rest }: TextFieldProps) {
  return (
    <AriaTextField
      {...rest}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      className={style.field ?? ''}
    >
      <Name label={label} isRequired={rest.isRequired} />
      {rows ? (
        <TextArea rows={rows} className={style.input ?? ''} placeholder={placeholder} />
      ) : (
        <Input className={style.input ?? ''} placeholder={placeholder} />
      )}
      <Beside hint={hint} error={error} />
    </AriaTextField>
  )
}

export function Checkbox({
  children,
  isSelected,
  onChange,
  isDisabled,
  isIndeterminate,
  'aria-label': name,
}: {
  children?: ReactNode
  isSelected: boolean
  onChange: (isSelected: boolean) => void
  isDisabled?: boolean
  isIndeterminate?: boolean
  'aria-label'?: string
}) {
  return (
    <AriaCheckbox
      isSelected={isSelected}
      onChange={onChange}
      isDisabled={isDisabled}
      isIndeterminate={isIndeterminate}
      aria-label={name}
      className={style.check ?? ''}
    >
      <span className={style.box} aria-hidden="true" />
      {children}
    </AriaCheckbox>
  )
}
