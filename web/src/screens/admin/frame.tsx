// Around the pages of administration: those that the account may use, side by side.
import { useTranslation } from 'react-i18next'
import { Navigate, NavLink, Outlet, useLocation } from 'react-router'
import { useSession } from '~/app/session'
import { PageHead } from '~/base/page'
import { Fault } from '~/base/state'
import type { Action } from '~/graph/schema.generated'
import style from './admin.module.css'

const PAGES: { to: 'accounts' | 'tokens' | 'audit' | 'settings'; needs: Action[] }[] = [
  { to: 'accounts', needs: ['MANAGE_ACCOUNTS'] },
  { to: 'tokens', needs: ['MANAGE_TOKENS'] },
  { to: 'audit', needs: ['READ_AUDIT'] },
  { to: 'settings', needs: ['MANAGE_PARAMETERS', 'RELEASE_PARAMETERS', 'MANAGE_ACCOUNTS'] },
]

export default function AdminFrame() {
  const { t } = useTranslation('admin')
  const { may } = useSession()
  const { pathname } = useLocation()
  const pages = PAGES.filter(it => may(...it.needs))
  const at = pathname.split('/')[2]
  const first = pages[0]
  if (first && !at) return <Navigate to={first.to} replace />
  if (!pages.some(it => it.to === at)) {
    return (
      <>
        <PageHead title={t('title')} />
        <Fault fault={{ kind: 'forbidden', code: 'FORBIDDEN', message: '' }} />
      </>
    )
  }
  return (
    <>
      <PageHead title={t('title')} />
      <nav className={style.pages} aria-label={t('title')}>
        {pages.map(it => (
          <NavLink key={it.to} to={it.to} className={style.page}>
            {t(`pages.${it.to}`)}
          </NavLink>
        ))}
      </nav>
      <Outlet />
    </>
  )
}
