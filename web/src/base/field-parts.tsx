// What every field has: a label, a hint where it helps, the error beside the field it is about.
import type { ReactNode } from 'react'
import { FieldError } from 'react-aria-components/FieldError'
import { Label } from 'react-aria-components/Label'
import { Text } from 'react-aria-components/Text'
import { useTranslation } from 'react-i18next'
import style from './field.module.css'

export type Common = {
  label: ReactNode
  hint?: ReactNode
  /** What is wrong with the value. */
  error?: string | null
  isRequired?: boolean
  isDisabled?: boolean
  name?: string
}

/** The label of a field. */
export function Name({ label, isRequired }: { label: ReactNode; isRequired?: boolean }) {
  const { t } = useTranslation()
  return (
    <Label className={style.label}>
      {label}
      {isRequired && <span className={style.required}> · {t('field.required')}</span>}
    </Label>
  )
}

/** What helps, and what is wrong. */
export function Beside({ hint, error }: { hint?: ReactNode; error?: string | null }) {
  return (
    <>
      {hint && (
        <Text slot="description" className={style.hint}>
          {hint}
        </Text>
      )}
      <FieldError className={style.error ?? ''}>{error}</FieldError>
    </>
  )
}
