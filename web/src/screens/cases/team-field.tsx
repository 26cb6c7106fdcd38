// A field for a team, found by typing a part of its name.
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Combo } from '~/base/combo'
import { Fault, Loading } from '~/base/state'
import { byName } from '~/format/order'
import { useFormat } from '~/format/use-format'
import type { TeamKind } from '~/graph/schema.generated'
import { TeamChoicesDocument } from './cases.generated'

export function TeamField({
  label,
  hint,
  kind,
  areaId,
  parentId,
  value,
  onChange,
  error,
  isRequired,
}: {
  label: string
  hint?: string
  kind: TeamKind
  /** Only teams that serve it. */
  areaId?: string | null
  /** Only teams inside this one. */
  parentId?: string | null
  value: string | null
  onChange: (id: string | null) => void
  error?: string | null
  isRequired?: boolean
}) {
  const { t } = useTranslation(['cases', 'common'])
  const format = useFormat()
  const [found, again] = useQuery({ query: TeamChoicesDocument, variables: { kind, areaId, parentId } })
  if (found.error) return <Fault error={found.error} retry={again} />
  if (!found.data) return <Loading lines={1} />
  const { pageInfo } = found.data.teams
  const nodes = byName(found.data.teams.nodes, it => it.name)
  return (
    <Combo
      key={`${areaId} ${parentId}`}
      label={label}
      hint={pageInfo.hasNextPage ? t('team.narrow') : hint}
      placeholder={nodes.length === 0 ? t('team.none') : t('team.any')}
      isDisabled={nodes.length === 0}
      choices={nodes.map(it => ({
        id: it.id,
        label: it.name,
        hint: t(it.isOverLine ? 'team.over' : 'team.load', {
          told: format.number(it.householdCount),
          line: format.number(it.loadLine),
        }),
      }))}
      value={value}
      onChange={onChange}
      error={error}
      isRequired={isRequired}
    />
  )
}
