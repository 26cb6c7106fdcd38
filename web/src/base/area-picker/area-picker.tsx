// Choosing an area: by the beginning of its name or code, or by going down from the country level by level.
import { useEffect, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { ComboBox } from 'react-aria-components/ComboBox'
import { Group } from 'react-aria-components/Group'
import { Input } from 'react-aria-components/Input'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { Popover } from 'react-aria-components/Popover'
import { Text } from 'react-aria-components/Text'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { usePreferences } from '~/app/preferences'
import type { AreaLevel } from '~/graph/schema.generated'
import fieldStyle from '../field.module.css'
import { Beside, type Common, Name } from '../field-parts'
import { areaName, areaPlace, type PickedArea } from './area-name'
import { AreaPickedDocument, AreaSearchDocument } from './area-picker.generated'
import style from './area-picker.module.css'
import { AreaTree } from './area-tree'

type AreaPickerProps = Common & {
  /** The id of the area that is chosen. */
  value: string | null
  onChange: (area: PickedArea | null) => void
  /** Only areas of these levels may be chosen; of every level where absent. */
  levels?: AreaLevel[]
  /** Nothing may be chosen too; this is what it is called, such as the whole country. */
  nothing?: string
}

export function AreaPicker({
  label,
  hint,
  error,
  value,
  onChange,
  levels,
  nothing,
  ...rest
}: AreaPickerProps) {
  const { t } = useTranslation(['figures', 'common'])
  const { language } = usePreferences()
  const [text, setText] = useState<string | null>(null)
  // What was chosen here is known at once: a name that comes later would open the list again, as if it were typed.
  const [own, setOwn] = useState<PickedArea | null>(null)
  const [isTreeOpen, setTreeOpen] = useState(false)
  const asked = useLater(text?.trim() ?? '', 250)
  const [picked] = useQuery({
    query: AreaPickedDocument,
    variables: { id: value ?? '' },
    pause: !value,
  })
  const [search] = useQuery({
    query: AreaSearchDocument,
    variables: { text: asked },
    pause: asked === '',
  })
  const told = picked.data?.area?.id === value ? picked.data.area : null
  const area = told ?? (value && own?.id === value ? { ...own, path: [] } : null)
  const name = area ? areaName(area, language) : value ? '' : (nothing ?? '')
  const found = asked === '' ? [] : (search.data?.areaSearch ?? [])
  const items = (text === null ? (area ? [area] : []) : found).filter(
    it => !levels || levels.includes(it.level),
  )
  const pick = (it: PickedArea | null) => {
    setText(null)
    setOwn(it)
    if ((it?.id ?? null) !== value) onChange(it)
  }

  return (
    <div className={style.picker}>
      <ComboBox
        {...rest}
        items={items}
        inputValue={text ?? name}
        onInputChange={it => setText(it === name ? null : it)}
        value={value}
        onChange={id => {
          const it = items.find(found => found.id === id)
          if (it) pick(it)
        }}
        onBlur={() => {
          if (text?.trim() === '' && nothing !== undefined) pick(null)
          setText(null)
        }}
        allowsEmptyCollection
        menuTrigger="input"
        isInvalid={Boolean(error)}
        validationBehavior="aria"
        className={fieldStyle.field ?? ''}
      >
        <Name label={label} isRequired={rest.isRequired} />
        <Group className={style.group ?? ''}>
          <Input className={fieldStyle.input ?? ''} placeholder={t('area.placeholder')} />
        </Group>
        <Beside hint={hint} error={error} />
        <Popover className={fieldStyle.popover ?? ''}>
          <ListBox
            className={fieldStyle.list ?? ''}
            renderEmptyState={() => (
              <p className={style.none}>
                {asked === '' ? t('area.type') : search.fetching ? t('common:state.loading') : t('area.none')}
              </p>
            )}
          >
            {(it: (typeof items)[number]) => (
              <ListBoxItem id={it.id} textValue={areaName(it, language)} className={fieldStyle.item ?? ''}>
                <Text slot="label">{areaName(it, language)}</Text>
                <Text slot="description" className={fieldStyle.hint}>
                  {areaPlace(it.path, language)}
                </Text>
              </ListBoxItem>
            )}
          </ListBox>
        </Popover>
      </ComboBox>
      <AriaButton
        className={style.browse ?? ''}
        onPress={() => setTreeOpen(true)}
        isDisabled={rest.isDisabled}
      >
        {t('area.browse')}
      </AriaButton>
      {isTreeOpen && (
        <AreaTree
          from={area ?? null}
          levels={levels}
          nothing={nothing}
          onPick={it => {
            setTreeOpen(false)
            pick(it)
          }}
          onClose={() => setTreeOpen(false)}
        />
      )}
    </div>
  )
}

/** A value once it has stood still for a while. */
function useLater<V>(value: V, wait: number): V {
  const [later, setLater] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), wait)
    return () => clearTimeout(timer)
  }, [value, wait])
  return later
}
