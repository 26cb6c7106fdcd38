// The menu of needs in words: what partners can help with.
import { useMemo } from 'react'
import { useQuery } from 'urql'
import { NeedChoicesDocument } from './partners.generated'

export function useNeeds() {
  const [menu] = useQuery({ query: NeedChoicesDocument })
  const needs = menu.data?.needs
  return useMemo(() => {
    const choices = (needs ?? []).map(it => ({ id: it.code, label: it.text }))
    const nameOf = (code: string) => choices.find(it => it.id === code)?.label ?? code
    return { choices, nameOf, named: (codes: string[]) => codes.map(nameOf).join(' · ') }
  }, [needs])
}
