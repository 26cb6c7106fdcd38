// Whether somebody else changed the case since it was read here. Told apart from the page's records, so that nothing
// changes under who reads or types: they choose when to see it.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Client, fetchExchange } from 'urql'
import { onEnd, pipe, subscribe } from 'wonka'
import { useSession } from '~/app/session'
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

/** Milliseconds until a line that broke off is taken up again; it begins with how things stand then. */
const AGAIN = 5_000

/** The newest version of the case that was told; nothing is watched while the page is out of sight. */
function useNewest(caseId: string): number {
  const { hasEnded } = useSession()
  const [newest, setNewest] = useState(0)
  const [isSeen, setSeen] = useState(document.visibilityState === 'visible')
  useEffect(() => {
    const look = () => setSeen(document.visibilityState === 'visible')
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  useEffect(() => {
    if (!isSeen || hasEnded) return
    let again: ReturnType<typeof setTimeout>
    let isRefused = false
    const watch = (): { unsubscribe: () => void } =>
      pipe(
        watcher.subscription(CaseChangedDocument, { caseId }),
        onEnd(() => {
          if (isRefused) return
          again = setTimeout(() => {
            watched = watch()
          }, AGAIN)
        }),
        subscribe(({ data, error }) => {
          isRefused = Boolean(error?.graphQLErrors.length)
          if (data) setNewest(data.caseChanged.version)
        }),
      )
    let watched = watch()
    return () => {
      watched.unsubscribe()
      clearTimeout(again)
    }
  }, [caseId, isSeen, hasEnded])
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
