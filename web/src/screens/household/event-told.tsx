// One thing that happened, in words.
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Soft } from '~/base/page'
import { useFormat, useLabel } from '~/format/use-format'
import { detailOf, named, wordOf } from './happened'
import {
  type EventLineFragment,
  type HelpLineFragment,
  HouseholdMenusDocument,
  type ProblemLineFragment,
} from './household.generated'

/** Records that events speak of, as far as they are read already. */
export type Spoken = { problems: ProblemLineFragment[]; help: HelpLineFragment[] }

export function EventTold({ event, spoken }: { event: EventLineFragment; spoken: Spoken }) {
  const label = useLabel()
  const words = useWords(event, spoken)
  return (
    <>
      {label('event', event.kind)}
      {words.length > 0 && <Soft> · {words.join(' · ')}</Soft>}
    </>
  )
}

function useWords(event: EventLineFragment, { problems, help }: Spoken): string[] {
  const { t } = useTranslation('household')
  const format = useFormat()
  const label = useLabel()
  const [menus] = useQuery({ query: HouseholdMenusDocument })
  const detail = detailOf(event)
  const word = (name: string) => wordOf(detail, name)
  const note = word('note') ?? word('text')
  const told: (string | null | undefined | false)[] = []
  const change = (family: 'level' | 'problem_status' | 'intervention_status') => {
    const [from, to] = [word('from'), word('to')]
    return from && to && t('timeline.change', { from: label(family, from), to: label(family, to) })
  }
  switch (event.kind) {
    case 'LEVEL_CHANGED':
      told.push(change('level'), detail.surveyOnly === true && t('surveyOnly'))
      break
    case 'VERIFIED':
      told.push(label('verification', word('result')))
      break
    case 'CLASSIFIED':
      told.push(label('household_class', word('class')))
      break
    case 'PROBLEM_FOUND':
    case 'PROBLEM_CHANGED': {
      const problem = named(problems, word('problem'))
      const code = problem?.code ?? word('code')
      told.push(problem?.text ?? (code && label('problem', code)), change('problem_status'))
      break
    }
    case 'INTERVENTION_PLANNED':
    case 'INTERVENTION_CHANGED': {
      const one = named(help, word('intervention'))
      const need = menus.data?.needs.find(it => it.code === one?.need)
      told.push(need?.text, one?.agency, change('intervention_status'))
      break
    }
    case 'CLOSED':
    case 'CLOSING_PROPOSED':
      told.push(label('closing_reason', word('reason')))
      break
    case 'LISTED':
    case 'NO_LONGER_LISTED':
      told.push(label('source', word('source')), typeof detail.year === 'number' && format.year(detail.year))
      break
    default:
      break
  }
  if (typeof detail.number === 'number') told.push(t('plan.number', { number: format.number(detail.number) }))
  told.push(note)
  return told.filter(it => typeof it === 'string' && it !== '') as string[]
}
