// Whether somebody else changed the case since it was read here. Told apart from the page's records, so that nothing
// changes under who reads or types: they choose when to see it.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Client, fetchExchange } from 'urql'
import { Button } from '~/base/button'
import { MARK } from '~/graph/mark'
import { CaseChangedDocument } from './household.generated'
import style from './household.module.css'
import { useStory } from './story'

const watcher = new Client({
  url: '/graphql',
  preferGetMethod: false,
  fetchSubscriptions: true,
  exchanges: [fetchExchange],
  fetchOptions: { credentials: 'same-origin', headers: MARK },
})

/** The newest version of the case that was told; nothing is watched while the page is out of sight. */
function useNewest(caseId: string): number {
  const [newest, setNewest] = useState(0)
  const [isSeen, setSeen] = useState(document.visibilityState === 'visible')
  useEffect(() => {
    const look = () => setSeen(document.visibilityState === 'visible')
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  useEffect(() => {
    if (!isSeen) return
    const told = watcher
      .subscription(CaseChangedDocument, { caseId })
      .subscribe(({ data }) => data && setNewest(data.caseChanged.version))
    return () => told.unsubscribe()
  }, [caseId, isSeen])
  return newest
}

export function ChangedNotice() {
  const { t } = useTranslation('household')
  const { it, refresh } = useStory()
  const isChanged = useNewest(it.id) > it.version
  return (
    <div role="status" className={style.changed} data-shown={isChanged || undefined}>
      {isChanged && (
        <>
          <span>{t('changed.text')}</span>
          <Button onPress={refresh}>{t('changed.show')}</Button>
        </>
      )}
    </div>
  )
}
