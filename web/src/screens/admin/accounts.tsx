// The accounts of one's areas: who they are, what they may do, and making another.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { usePreferences } from '~/app/preferences'
import { areaName } from '~/base/area-picker/area-name'
import { Button } from '~/base/button'
import { TextField } from '~/base/field'
import { Section, Soft } from '~/base/page'
import { Answer, Empty } from '~/base/state'
import { Table } from '~/base/table'
import { useLater } from '~/base/use-later'
import { useFormat, useLabel } from '~/format/use-format'
import { AccountBadge } from './account-badge'
import { AccountDialog } from './account-dialog'
import { type AccountPartsFragment, AccountsDocument } from './admin.generated'
import style from './admin.module.css'
import { NewAccount } from './new-account'

export default function AccountsScreen() {
  const { t } = useTranslation(['admin', 'common'])
  const format = useFormat()
  const [after, setAfter] = useState<string | null>(null)
  const [text, setText] = useState('')
  const search = useLater(text.trim())
  const [openId, setOpenId] = useState<string | null>(null)
  const [isNew, setNew] = useState(false)
  const [accounts, again] = useQuery({
    query: AccountsDocument,
    variables: { search: search || null, after },
  })
  const rows = accounts.data?.accounts.nodes ?? []
  const open = rows.find(it => it.id === openId)
  return (
    <Section
      title={t('pages.accounts')}
      acts={
        <Button tone="main" onPress={() => setNew(true)}>
          {t('account.new')}
        </Button>
      }
    >
      <div className={style.narrow}>
        <TextField
          label={t('account.find')}
          hint={t('account.shown', { n: format.number(rows.length) })}
          value={text}
          onChange={it => {
            setText(it)
            setAfter(null)
          }}
          type="search"
          autoComplete="off"
          maxLength={200}
        />
      </div>
      <Answer of={accounts} retry={again}>
        {({ accounts: { pageInfo } }) => (
          <>
            {rows.length === 0 ? (
              <Empty>{t('account.none')}</Empty>
            ) : (
              <Table
                label={t('pages.accounts')}
                rows={rows}
                rowKey={it => it.id}
                columns={[
                  {
                    key: 'name',
                    head: t('account.name'),
                    cell: it => (
                      <>
                        <strong>{it.displayName}</strong>
                        <br />
                        <Soft>{it.userName}</Soft>
                      </>
                    ),
                  },
                  {
                    key: 'roles',
                    head: t('account.roles'),
                    cell: it => <Roles account={it} />,
                  },
                  { key: 'state', head: t('account.state'), cell: it => <AccountBadge account={it} /> },
                  {
                    key: 'open',
                    head: t('account.act'),
                    cell: it => (
                      <Button
                        aria-label={t('account.manage', { name: it.displayName })}
                        onPress={() => setOpenId(it.id)}
                      >
                        {t('common:act.open')}
                      </Button>
                    ),
                  },
                ]}
              />
            )}
            {pageInfo.hasNextPage && (
              <div>
                <Button isBusy={accounts.fetching} onPress={() => setAfter(pageInfo.endCursor ?? null)}>
                  {t('common:act.more')}
                </Button>
              </div>
            )}
          </>
        )}
      </Answer>
      {open && <AccountDialog account={open} onClose={() => setOpenId(null)} />}
      {isNew && <NewAccount onClose={() => setNew(false)} />}
    </Section>
  )
}

/** Each role with where it holds. */
function Roles({ account }: { account: AccountPartsFragment }) {
  const { t } = useTranslation('admin')
  const { language } = usePreferences()
  const label = useLabel()
  const format = useFormat()
  if (account.grants.length === 0) return <Soft>{t('account.noGrants')}</Soft>
  return (
    <ul>
      {account.grants.map(it => (
        <li key={it.id}>
          {label('role', it.role)}{' '}
          <Soft>
            {it.isEverywhere
              ? t('grant.everywhere')
              : format.digits(it.areas.map(area => areaName(area, language)).join(' · '))}
          </Soft>
        </li>
      ))}
    </ul>
  )
}
