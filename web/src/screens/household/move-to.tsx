// Finding the household that somebody moved to, by its number, its house or the name of somebody there.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Options } from '~/base/choose'
import { TextField } from '~/base/field'
import { Soft } from '~/base/page'
import { Answer } from '~/base/state'
import { useLater } from '~/base/use-later'
import { usePlace } from '../home/place'
import { HouseholdsToMoveToDocument, type HouseholdsToMoveToQuery } from './correct.generated'
import { nameOf } from './person'
import { useStory } from './story'

type Found = HouseholdsToMoveToQuery['cases']['nodes'][number]
export type Chosen = { id: string; name: string; version: number }

export function MoveTo({
  value,
  onChange,
  error,
}: {
  value: { id: string } | null
  onChange: (to: Chosen | null) => void
  error: string | null
}) {
  const { t } = useTranslation('household')
  const place = usePlace()
  const here = useStory().it.household.id
  const [text, setText] = useState('')
  const asked = useLater(text.trim())
  const [found, again] = useQuery({
    query: HouseholdsToMoveToDocument,
    variables: { text: asked },
    pause: !asked,
  })
  const headOf = (it: Found) => it.household.members.find(member => member.isHead && !member.until)?.person
  const told = (it: Found) => {
    const head = headOf(it)
    return [it.household.shortNumber, head && nameOf(head), place(it.household, it.area)]
      .filter(Boolean)
      .join(' · ')
  }
  return (
    <>
      <TextField
        label={t('correct.find')}
        hint={t('correct.findHint')}
        type="search"
        value={text}
        onChange={it => {
          setText(it)
          onChange(null)
        }}
        error={asked ? null : error}
      />
      {asked && (
        <Answer of={found} retry={again} lines={2}>
          {({ cases }) => {
            const others = cases.nodes.filter(it => it.household.id !== here)
            if (others.length === 0) return <Soft>{t('correct.noneFound')}</Soft>
            return (
              <Options
                label={t('correct.to')}
                value={value?.id ?? null}
                onChange={id => {
                  const chosen = others.find(it => it.household.id === id)
                  onChange(chosen ? { id, name: told(chosen), version: chosen.household.version } : null)
                }}
                choices={others.map(it => ({ id: it.household.id, label: told(it) }))}
                error={error}
                isRequired
              />
            )
          }}
        </Answer>
      )}
    </>
  )
}
