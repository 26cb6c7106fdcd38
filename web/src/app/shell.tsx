// Around every screen: who is signed in, where one can go, and the page in between.
import { Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink, Outlet, ScrollRestoration, useNavigation } from 'react-router'
import { Button } from '~/base/button'
import { Loading } from '~/base/state'
import { OutboxProvider } from '~/offline/outbox-provider'
import { keepShell } from '~/offline/register'
import { EndedDialog } from '~/screens/account/ended'
import { placesFor } from './places'
import { useSession } from './session'
import style from './shell.module.css'

export function Shell() {
  const { hasEnded } = useSession()
  useEffect(keepShell, [])
  return (
    <OutboxProvider>
      <Frame />
      {hasEnded && <EndedDialog />}
    </OutboxProvider>
  )
}

function Frame() {
  const { t } = useTranslation()
  const { me, may, leave } = useSession()
  const navigation = useNavigation()
  const [isOpen, setOpen] = useState(false)
  const places = placesFor(may)
  const link = ({ to, key, icon }: (typeof places)[number]) => (
    <li key={to}>
      <NavLink to={to} end={to === '/'} className={style.place} onClick={() => setOpen(false)}>
        {icon}
        <span>{t(key)}</span>
      </NavLink>
    </li>
  )
  return (
    <div className={style.frame}>
      <a className={style.skip} href="#content">
        {t('nav.skip')}
      </a>
      <header className={style.top}>
        <NavLink to="/" className={style.mark}>
          <img src="/mark.svg" alt="" width={28} height={28} />
          <span>{t('product')}</span>
        </NavLink>
        <div className={style.who}>
          <NavLink to="/account" className={style.name}>
            {me?.displayName}
          </NavLink>
          <Button tone="quiet" onPress={() => void leave()}>
            {t('act.signOut')}
          </Button>
        </div>
      </header>
      <nav className={style.side} aria-label={t('nav.main')} data-open={isOpen || undefined}>
        <ul>{places.map(link)}</ul>
      </nav>
      <nav className={style.foot} aria-label={t('nav.main')}>
        <ul>
          {places.slice(0, places.length > 5 ? 4 : 5).map(link)}
          {places.length > 5 && (
            <li>
              <button
                type="button"
                className={style.place}
                aria-expanded={isOpen}
                onClick={() => setOpen(!isOpen)}
              >
                <span aria-hidden="true" className={style.dots}>
                  •••
                </span>
                <span>{t('nav.more')}</span>
              </button>
            </li>
          )}
        </ul>
      </nav>
      <main id="content" className={style.main} tabIndex={-1} aria-busy={navigation.state !== 'idle'}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      <ScrollRestoration />
    </div>
  )
}
