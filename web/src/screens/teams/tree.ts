// Teams as they stand in each other: district teams, subdistrict teams in them, mentor teams in those.
import { byName } from '~/format/order'

type Node = { id: string; kind: string; name: string; parent?: { id: string } | null }

export type Branch<T> = { team: T; inside: Branch<T>[] }

const RANK: Record<string, number> = { DISTRICT: 0, SUBDISTRICT: 1, MENTOR: 2 }

/** Teams whose parent is not here stand at the top; higher kinds come first, each by name. */
export function tree<T extends Node>(teams: readonly T[]): Branch<T>[] {
  const branches = new Map(
    byName(teams, it => it.name).map(team => [team.id, { team, inside: [] } as Branch<T>]),
  )
  const top: Branch<T>[] = []
  for (const branch of branches.values()) {
    const parent = branch.team.parent && branches.get(branch.team.parent.id)
    if (parent) parent.inside.push(branch)
    else top.push(branch)
  }
  return top.sort((a, b) => (RANK[a.team.kind] ?? 0) - (RANK[b.team.kind] ?? 0))
}
