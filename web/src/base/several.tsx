// A field that chooses any of a few, all in sight.

import { useId } from 'react'
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup'
import type { Choice } from './choose'
import field from './field.module.css'
import style from './several.module.css'

/** Any of a few; none chosen asks for nothing. */
export function Several<K extends string>({
  label,
  choices,
  value,
  onChange,
}: {
  label: string
  choices: Choice<K>[]
  value: K[]
  onChange: (value: K[]) => void
}) {
  const id = useId()
  return (
    <div className={field.field}>
      <span id={id} className={field.label}>
        {label}
      </span>
      <ToggleButtonGroup
        aria-labelledby={id}
        selectionMode="multiple"
        selectedKeys={value}
        onSelectionChange={keys => onChange(choices.map(it => it.id).filter(it => keys.has(it)))}
        className={style.group ?? ''}
      >
        {choices.map(it => (
          <ToggleButton key={it.id} id={it.id} className={style.chip ?? ''}>
            {it.label}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  )
}
