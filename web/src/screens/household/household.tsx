// The household page: one page that tells the story of a household, and where work on it is recorded.
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useQuery } from 'urql'
import { PageHead } from '~/base/page'
import { Answer } from '~/base/state'
import { Former } from './former'
import { type CaseWholeFragment, HouseholdPageDocument } from './household.generated'
import { StoryProvider } from './story'
import { Whole } from './whole'

export default function HouseholdScreen() {
  const { id = '' } = useParams()
  return <Page key={id} id={id} />
}

function Page({ id }: { id: string }) {
  const { t } = useTranslation('household')
  const [page, again] = useQuery({
    query: HouseholdPageDocument,
    variables: { id },
    requestPolicy: 'cache-and-network',
  })
  const retry = useCallback(() => again({ requestPolicy: 'network-only' }), [again])
  return (
    <>
      {!page.data?.case && <PageHead title={t('title')} />}
      <Answer of={page} retry={retry} lines={12}>
        {data => (data.case ? <Told it={data.case} again={retry} /> : <Former id={id} />)}
      </Answer>
    </>
  )
}

function Told({ it, again }: { it: CaseWholeFragment; again: () => void }) {
  const [turn, setTurn] = useState(0)
  const refresh = useCallback(() => {
    setTurn(before => before + 1)
    again()
  }, [again])
  const story = useMemo(() => ({ it, isOpen: it.status !== 'CLOSED', turn, refresh }), [it, turn, refresh])
  return (
    <StoryProvider story={story}>
      <Whole />
    </StoryProvider>
  )
}
