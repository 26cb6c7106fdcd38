// A field for an area: found by its name, or by going down from the province to the village.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useMe } from '~/app/session'
import { Button } from '~/base/button'
import { Dialog } from '~/base/dialog'
import { TextField } from '~/base/field'
import field from '~/base/field.module.css'
import { Row, Soft, Stack } from '~/base/page'
import { Answer, Empty } from '~/base/state'
import style from './area-field.module.css'
import {
  AreaByIdDocument,
  type AreaPathFragment,
  AreasInDocument,
  AreasNamedDocument,
} from './cases.generated'
import { type Area, useArea } from './use-area'

type Level = Area['level']

/** An area, or none: everything that one may see. */
export function AreaField({
  label,
  value,
  onChange,
  error,
  only,
  from,
}: {
  label: string
  value: string | null
  onChange: (id: string | null) => void
  error?: string | null
  /** Only areas of these levels can be chosen. */
  only?: Level[]
  /** Where one begins to look: the areas of one's own grants, where absent. */
  from?: Area[]
}) {
  const { t } = useTranslation(['cases', 'common'])
  const [isOpen, setOpen] = useState(false)
  const [chosen] = useQuery({ query: AreaByIdDocument, variables: { id: value ?? '' }, pause: !value })
  const { where } = useArea()
  const area = value ? chosen.data?.area : null
  return (
    <div className={field.field}>
      <span className={field.label}>{label}</span>
      <div className={style.chosen}>
        <Button onPress={() => setOpen(true)}>{area ? where(area.path) : t('area.choose')}</Button>
        {value && (
          <Button tone="quiet" onPress={() => onChange(null)}>
            {t('common:act.clear')}
          </Button>
        )}
      </div>
      {error && <span className={field.error}>{error}</span>}
      <Dialog title={t('area.choose')} isOpen={isOpen} onClose={() => setOpen(false)}>
        <Picker
          only={only}
          from={from}
          onChoose={id => {
            onChange(id)
            setOpen(false)
          }}
        />
      </Dialog>
    </div>
  )
}

type Choosing = { only?: Level[]; from?: Area[]; onChoose: (id: string) => void }

function Picker({ only, from, onChoose }: Choosing) {
  const { t } = useTranslation(['cases', 'common'])
  const [typed, setTyped] = useState('')
  const [text, setText] = useState('')
  useEffect(() => {
    const wait = setTimeout(() => setText(typed.trim()), 300)
    return () => clearTimeout(wait)
  }, [typed])
  return (
    <Stack>
      <TextField label={t('area.search')} hint={t('area.searchHint')} value={typed} onChange={setTyped} />
      {text.length >= 2 ? (
        <Named text={text} only={only} onChoose={onChoose} />
      ) : (
        <Within only={only} from={from} onChoose={onChoose} />
      )}
    </Stack>
  )
}

function Named({ text, only, onChoose }: Choosing & { text: string }) {
  const { t } = useTranslation('cases')
  const { name, where } = useArea()
  const [found, again] = useQuery({ query: AreasNamedDocument, variables: { text } })
  return (
    <Answer of={found} retry={again}>
      {({ areaSearch }) => {
        const fitting = areaSearch.filter(it => !only || only.includes(it.level))
        if (fitting.length === 0) return <Empty>{t('area.none')}</Empty>
        return (
          <ul className={style.list}>
            {fitting.map(it => (
              <li key={it.id}>
                <button type="button" className={style.area} onClick={() => onChoose(it.id)}>
                  {name(it)}
                  <Soft>{where(it.path.slice(0, -1))}</Soft>
                </button>
              </li>
            ))}
          </ul>
        )
      }}
    </Answer>
  )
}

/** Areas that lie in one, from those of one's own grants down. */
function Within({ only, from, onChoose }: Choosing) {
  const { t } = useTranslation(['cases', 'common'])
  const { grants } = useMe()
  const { name } = useArea()
  const own = from ?? grants.flatMap(it => it.areas)
  const [path, setPath] = useState<Area[]>([])
  const at = path.at(-1)
  return (
    <>
      <Row>
        <Button tone="quiet" onPress={() => setPath([])}>
          {t(own.length > 0 ? 'area.own' : 'area.country')}
        </Button>
        {path.map((it, step) => (
          <Button key={it.id} tone="quiet" onPress={() => setPath(path.slice(0, step + 1))}>
            › {name(it)}
          </Button>
        ))}
      </Row>
      {!at && own.length > 0 ? (
        <Rows areas={own} only={only} onChoose={onChoose} onEnter={it => setPath([it])} />
      ) : (
        <Children parent={at} only={only} onChoose={onChoose} onEnter={it => setPath([...path, it])} />
      )}
    </>
  )
}

type Entering = Choosing & { onEnter: (area: Area) => void }

function Children({ parent, ...rest }: Entering & { parent?: Area }) {
  const [found, again] = useQuery({ query: AreasInDocument, variables: { parentId: parent?.id } })
  return (
    <Answer of={found} retry={again}>
      {({ areas }) => (areas.nodes.length === 0 ? <Empty /> : <Rows areas={areas.nodes} {...rest} />)}
    </Answer>
  )
}

function Rows({ areas, only, onChoose, onEnter }: Entering & { areas: (Area | AreaPathFragment)[] }) {
  const { t } = useTranslation('cases')
  const { name } = useArea()
  return (
    <ul className={style.list}>
      {areas.map(it => {
        const canChoose = !only || only.includes(it.level)
        const canEnter = it.level !== 'VILLAGE'
        return (
          <li key={it.id} className={style.row}>
            <button
              type="button"
              className={style.area}
              onClick={() => (canChoose ? onChoose(it.id) : onEnter(it))}
            >
              {name(it)}
            </button>
            {canChoose && canEnter && (
              <Button
                tone="quiet"
                onPress={() => onEnter(it)}
                aria-label={t('area.enter', { name: name(it) })}
              >
                {t('area.inside')} ›
              </Button>
            )}
          </li>
        )
      })}
    </ul>
  )
}
