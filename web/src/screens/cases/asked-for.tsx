// What the list is narrowed by, each with the way to drop it.
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { AreaByIdDocument, TeamNameDocument } from './cases.generated'
import style from './cases.module.css'
import type { Filter } from './filter'
import { useAskedFor } from './filter-words'
import { useArea } from './use-area'

export function AskedFor({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const { t } = useTranslation('cases')
  const asked = useAskedFor(filter)
  const { areaId, teamId, mentorTeamId } = filter
  if (asked.length === 0 && !areaId && !teamId && !mentorTeamId) return null
  return (
    <ul className={style.asked} aria-label={t('filter.asked')}>
      {areaId && <OfArea id={areaId} onDrop={() => onChange({ ...filter, areaId: undefined })} />}
      {teamId && <OfTeam id={teamId} onDrop={() => onChange({ ...filter, teamId: undefined })} />}
      {mentorTeamId && (
        <OfTeam id={mentorTeamId} onDrop={() => onChange({ ...filter, mentorTeamId: undefined })} />
      )}
      {asked.map(it => (
        <Chip key={it.key} told={it.told} onDrop={() => onChange(it.without)} />
      ))}
    </ul>
  )
}

type Dropping = { onDrop: () => void }

function Chip({ told, onDrop }: Dropping & { told: string }) {
  const { t } = useTranslation('cases')
  return (
    <li>
      <Button className={style.chip ?? ''} onPress={onDrop} aria-label={t('filter.drop', { name: told })}>
        {told} <span aria-hidden="true">✕</span>
      </Button>
    </li>
  )
}

function OfArea({ id, onDrop }: Dropping & { id: string }) {
  const { t } = useTranslation('cases')
  const { where } = useArea()
  const [{ data }] = useQuery({ query: AreaByIdDocument, variables: { id } })
  return <Chip told={data?.area ? where(data.area.path) : t('filter.area')} onDrop={onDrop} />
}

function OfTeam({ id, onDrop }: Dropping & { id: string }) {
  const { t } = useTranslation('cases')
  const [{ data }] = useQuery({ query: TeamNameDocument, variables: { id } })
  return <Chip told={data?.team?.name ?? t('column.team')} onDrop={onDrop} />
}
