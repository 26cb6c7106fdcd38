// Tokens that programs carry to read figures: made on a ministry analyst's account, told once, ended here.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Button } from '~/base/button'
import { Select } from '~/base/choose'
import { CountField } from '~/base/count-field'
import { Acts, Dialog } from '~/base/dialog'
import { TextField } from '~/base/field'
import { Section, Soft, Stack } from '~/base/page'
import { Refused, refusalOf } from '~/base/refused'
import { say } from '~/base/said'
import { Answer, Empty } from '~/base/state'
import { Table } from '~/base/table'
import { useFormat } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import { AccountsDocument, TokenCreateDocument, TokenRevokeDocument, TokensDocument } from './admin.generated'
import { Sure } from './sure'
import { ToldOnce } from './told-once'

export default function TokensScreen() {
  const { t } = useTranslation(['admin', 'common'])
  const format = useFormat()
  const [after, setAfter] = useState<string | null>(null)
  const [isNew, setNew] = useState(false)
  const [tokens, again] = useQuery({
    query: TokensDocument,
    variables: { after },
    requestPolicy: 'cache-and-network',
  })
  const [revoke] = useAct(TokenRevokeDocument)
  return (
    <Section
      title={t('pages.tokens')}
      acts={
        <Button tone="main" onPress={() => setNew(true)}>
          {t('token.new')}
        </Button>
      }
    >
      <Soft>{t('token.lead')}</Soft>
      <Answer of={tokens} retry={again}>
        {({ tokens: { nodes, pageInfo } }) =>
          nodes.length === 0 ? (
            <Empty>{t('token.none')}</Empty>
          ) : (
            <>
              <Table
                label={t('pages.tokens')}
                rows={nodes}
                rowKey={it => it.id}
                columns={[
                  { key: 'name', head: t('token.name'), cell: it => it.name ?? t('token.unnamed') },
                  { key: 'account', head: t('token.account'), cell: it => it.account?.displayName ?? '' },
                  { key: 'made', head: t('token.made'), cell: it => format.instant(it.createdAt) },
                  { key: 'seen', head: t('token.seen'), cell: it => format.instant(it.seenAt) },
                  { key: 'ends', head: t('token.ends'), cell: it => format.instant(it.endsAt) },
                  {
                    key: 'revoke',
                    head: t('account.act'),
                    cell: it => (
                      <Sure
                        label={t('token.revoke')}
                        says={t('token.revokeSays', { name: it.name ?? t('token.unnamed') })}
                        act={async () => {
                          const came = await revoke({ tokenId: it.id })
                          if (came.done) say(t('token.revoked'))
                          return came
                        }}
                      />
                    ),
                  },
                ]}
              />
              {pageInfo.hasNextPage && (
                <div>
                  <Button isBusy={tokens.fetching} onPress={() => setAfter(pageInfo.endCursor ?? null)}>
                    {t('common:act.more')}
                  </Button>
                </div>
              )}
            </>
          )
        }
      </Answer>
      {isNew && <NewToken onClose={() => setNew(false)} />}
    </Section>
  )
}

const DAYS = 90

/** Every account, page by page: an analyst of the ministry stands anywhere among them. */
function useAccounts() {
  const [after, setAfter] = useState<string | null>(null)
  const [{ data, fetching }] = useQuery({ query: AccountsDocument, variables: { after } })
  const next =
    data && !fetching && data.accounts.pageInfo.hasNextPage ? data.accounts.pageInfo.endCursor : null
  useEffect(() => {
    if (next) setAfter(next)
  }, [next])
  return { accounts: data?.accounts.nodes ?? [], isWhole: Boolean(data) && !fetching && !next }
}

function NewToken({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['admin', 'common'])
  const { accounts, isWhole } = useAccounts()
  const [accountId, setAccountId] = useState<string | null>(null)
  const [name, setName] = useState('')
  const [days, setDays] = useState<number | null>(DAYS)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [told, setTold] = useState<{ secret: string | null } | null>(null)
  const [create, isBusy] = useAct(TokenCreateDocument)
  const analysts = accounts.filter(
    it => !it.isDisabled && it.grants.some(grant => grant.role === 'MINISTRY_ANALYST'),
  )
  const submit = async () => {
    if (!accountId) {
      setOutcome({
        done: false,
        refusals: [{ code: 'ACCOUNT', field: 'accountId', message: t('token.chooseAccount') }],
      })
      return
    }
    const came = await create({ accountId, name: name.trim(), days: days ?? DAYS })
    setOutcome(came)
    if (came.done) setTold({ secret: came.payload.newToken?.carried ?? null })
  }
  if (told) {
    return (
      <ToldOnce
        title={t('token.madeTitle')}
        secret={told.secret}
        note={t('token.carryNote')}
        onClose={onClose}
      />
    )
  }
  return (
    <Dialog title={t('token.new')} isOpen onClose={onClose}>
      <Stack>
        <Select
          label={t('token.account')}
          isDisabled={!isWhole}
          hint={isWhole && analysts.length === 0 ? t('token.noAnalyst') : t('token.accountHint')}
          isRequired
          value={accountId}
          choices={analysts.map(it => ({ id: it.id, label: it.displayName, hint: it.userName }))}
          onChange={setAccountId}
          error={refusalOf(outcome, 'accountId')}
        />
        <TextField
          label={t('token.name')}
          hint={t('token.nameHint')}
          isRequired
          value={name}
          onChange={setName}
          error={refusalOf(outcome, 'name')}
        />
        <CountField
          label={t('token.days')}
          value={days}
          min={1}
          max={365}
          onChange={setDays}
          error={refusalOf(outcome, 'days')}
        />
        <Refused outcome={outcome} fields={['accountId', 'name', 'days']} />
      </Stack>
      <Acts>
        <Button onPress={onClose}>{t('common:act.cancel')}</Button>
        <Button tone="main" isBusy={isBusy} onPress={() => void submit()}>
          {t('token.create')}
        </Button>
      </Acts>
    </Dialog>
  )
}
