// Where the household lives: the village of who proposes it, a village of their subdistrict, or any that is found by its
// name.
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { usePreferences } from '~/app/preferences'
import { useMe } from '~/app/session'
import { areaName, type PickedArea } from '~/base/area-picker/area-name'
import { AreaPicker } from '~/base/area-picker/area-picker'
import { Options } from '~/base/choose'
import { Combo } from '~/base/combo'
import { Answer } from '~/base/state'
import { today } from '~/format/format'
import { useFormat } from '~/format/use-format'
import { VillagesOfDocument } from './propose.generated'

type WhereProps = { value: string | null; onChange: (areaId: string | null) => void; error: string | null }

/** Areas of today's grants, each once. */
export function useOwnAreas(): PickedArea[] {
  const { grants } = useMe()
  const day = today()
  const now = grants.filter(it => it.validFrom <= day && (!it.validUntil || it.validUntil >= day))
  const areas = new Map(
    now.flatMap(it => it.areas).map(it => [it.id, { ...it, kind: 'ADMINISTRATIVE' as const }]),
  )
  return [...areas.values()]
}

export function Where(props: WhereProps) {
  const own = useOwnAreas()
  const [only] = own
  if (own.length > 0 && own.every(it => it.level === 'VILLAGE')) return <Few of={own} {...props} />
  if (own.length === 1 && only?.level === 'SUBDISTRICT') return <Inside of={only} {...props} />
  return <Any {...props} />
}

function Few({ of, value, onChange, error }: WhereProps & { of: PickedArea[] }) {
  const { t } = useTranslation('propose')
  const { language } = usePreferences()
  const format = useFormat()
  return (
    <Options
      label={t('field.areaId')}
      value={value}
      onChange={onChange}
      choices={of.map(it => ({ id: it.id, label: format.digits(areaName(it, language)) }))}
      error={error}
      isRequired
    />
  )
}

function Inside({ of, value, onChange, error }: WhereProps & { of: PickedArea }) {
  const { t } = useTranslation('propose')
  const { language } = usePreferences()
  const format = useFormat()
  const [villages, again] = useQuery({ query: VillagesOfDocument, variables: { parentId: of.id } })
  return (
    <Answer of={villages} retry={again} lines={1}>
      {({ areas }) => (
        <Combo
          label={t('field.areaId')}
          hint={t('hint.areaId')}
          value={value}
          onChange={onChange}
          choices={[...areas.nodes, of].map(it => ({
            id: it.id,
            label: format.digits(areaName(it, language)),
            ...(it === of && { hint: t('villageUnknown') }),
          }))}
          error={error}
          isRequired
        />
      )}
    </Answer>
  )
}

function Any({ value, onChange, error }: WhereProps) {
  const { t } = useTranslation('propose')
  return (
    <AreaPicker
      label={t('field.areaId')}
      hint={t('hint.areaId')}
      levels={['VILLAGE', 'SUBDISTRICT']}
      value={value}
      onChange={it => onChange(it?.id ?? null)}
      error={error}
      isRequired
    />
  )
}
