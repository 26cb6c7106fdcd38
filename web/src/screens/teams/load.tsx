// How many households a team carries, and whether that is above the line: a warning, never a refusal.
import { useTranslation } from 'react-i18next'
import { Badge } from '~/base/badge'
import { useFormat } from '~/format/use-format'
import type { TeamRowFragment } from './teams.generated'

export function Load({
  team,
}: {
  team: Pick<TeamRowFragment, 'kind' | 'householdCount' | 'loadLine' | 'isOverLine'>
}) {
  const { t } = useTranslation('teams')
  const format = useFormat()
  const told = format.number(team.householdCount)
  if (team.kind !== 'MENTOR') return <>{t('households', { told })}</>
  const line = format.number(team.loadLine)
  return (
    <>
      {t('ofLine', { told, line })} {team.isOverLine && <Badge tone="warn">{t('over')}</Badge>}
    </>
  )
}
