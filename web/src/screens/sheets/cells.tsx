// Cells of the grid: the browser's own fields, which a keyboard fills fastest.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import style from './sheets.module.css'

/** A cell; on a phone its column's name stands before it. */
export function Cell({ name, children }: { name: string; children: ReactNode }) {
  return (
    <td>
      <span className={style.name} aria-hidden="true">
        {name}
      </span>
      <div className={style.cell}>{children}</div>
    </td>
  )
}

type Common = {
  label: string
  /** It stands under another field of the cell. */
  isLabelShown?: boolean
  isDisabled?: boolean
}

export function TextCell({
  label,
  isLabelShown,
  value,
  onChange,
  onLeave,
  placeholder,
  list,
  isDisabled,
  width,
}: Common & {
  value: string
  onChange: (value: string) => void
  onLeave?: () => void
  placeholder?: string
  list?: string
  /** In characters, where there is room. */
  width: number
}) {
  return (
    <label className={style.choice}>
      {isLabelShown && <small>{label}</small>}
      <input
        data-cell=""
        className={style.field}
        style={{ minWidth: `${width}ch` }}
        aria-label={label}
        value={value}
        onChange={event => onChange(event.target.value)}
        onBlur={onLeave}
        placeholder={placeholder}
        list={list}
        disabled={isDisabled}
        autoComplete="off"
      />
    </label>
  )
}

/** A list whose choices begin with a digit: typing the digit chooses. */
export function NumberedSelect<K extends string>({
  label,
  isLabelShown,
  empty,
  value,
  choices,
  onChange,
  isDisabled,
  isRequired,
}: Common & {
  empty?: string
  value: K | null
  choices: { id: K; label: string }[]
  onChange: (value: K | null) => void
  isRequired?: boolean
}) {
  const { t } = useTranslation('sheets')
  return (
    <label className={style.choice}>
      {isLabelShown && <small>{label}</small>}
      <select
        data-cell=""
        className={style.field}
        aria-label={label}
        value={value ?? ''}
        onChange={event => onChange((event.target.value || null) as K | null)}
        disabled={isDisabled}
      >
        {!isRequired && <option value="">{`0 ${empty ?? t('choose')}`}</option>}
        {choices.map((it, at) => (
          <option key={it.id} value={it.id}>
            {`${at + 1} ${it.label}`}
          </option>
        ))}
      </select>
    </label>
  )
}
