// Buttons.
import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import style from './button.module.css'

export type Tone = 'main' | 'plain' | 'quiet' | 'danger'

type ButtonProps = Omit<AriaButtonProps, 'className' | 'children'> & {
  tone?: Tone
  /** It works on it: it can be reached and says so, and does nothing when pressed again. */
  isBusy?: boolean
  isWide?: boolean
  children: ReactNode
}

export function Button({ tone = 'plain', isBusy = false, isWide, children, ...rest }: ButtonProps) {
  const { t } = useTranslation()
  return (
    <AriaButton
      {...rest}
      isPending={isBusy}
      className={style.button ?? ''}
      data-tone={tone}
      data-wide={isWide || undefined}
    >
      {isBusy ? t('state.busy') : children}
    </AriaButton>
  )
}
