// One account: its grants, another grant, a new password, the end of it.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '~/app/session'
import { Button } from '~/base/button'
import { Acts, Dialog } from '~/base/dialog'
import { Row, Section, Soft } from '~/base/page'
import { Refused } from '~/base/refused'
import { say } from '~/base/said'
import { today } from '~/format/format'
import { type Outcome, useAct } from '~/graph/act'
import { AccountBadge } from './account-badge'
import {
  AccountDisableDocument,
  type AccountPartsFragment,
  AccountResetPasswordDocument,
  GrantGiveDocument,
} from './admin.generated'
import { type Draft, emptyDraft, inputOf } from './grant'
import { GRANT_FIELDS, GrantForm } from './grant-form'
import { GrantLine } from './grant-line'
import { Sure } from './sure'
import { ToldOnce } from './told-once'

export function AccountDialog({ account, onClose }: { account: AccountPartsFragment; onClose: () => void }) {
  const { t } = useTranslation(['admin', 'common'])
  const me = useMe()
  const [isGiving, setGiving] = useState(false)
  const [told, setTold] = useState<{ secret: string | null } | null>(null)
  const [disable] = useAct(AccountDisableDocument)
  const [reset] = useAct(AccountResetPasswordDocument)
  const isOwn = me.id === account.id
  const at = { accountId: account.id, expectedVersion: account.version }
  return (
    <Dialog title={account.displayName} isOpen isWide onClose={onClose}>
      <Row>
        <Soft>{account.userName}</Soft>
        <AccountBadge account={account} />
      </Row>
      <Section title={t('account.grants')}>
        {account.grants.length === 0 && <Soft>{t('account.noGrants')}</Soft>}
        <ul>
          {account.grants.map(it => (
            <GrantLine key={it.id} grant={it} />
          ))}
        </ul>
        {isGiving ? (
          <Give account={account} onDone={() => setGiving(false)} />
        ) : (
          !isOwn &&
          !account.isDisabled && (
            <div>
              <Button onPress={() => setGiving(true)}>{t('grant.give')}</Button>
            </div>
          )
        )}
      </Section>
      {!isGiving && !isOwn && !account.isDisabled && (
        <Row>
          <Sure
            label={t('account.reset')}
            says={t('account.resetSays')}
            act={async () => {
              const came = await reset(at)
              if (came.done) setTold({ secret: came.payload.newPassword?.password ?? null })
              return came
            }}
          />
          <Sure
            label={t('account.disable')}
            says={t('account.disableSays')}
            act={async () => {
              const came = await disable(at)
              if (came.done) say(t('account.disabledDone'))
              return came
            }}
          />
        </Row>
      )}
      {isOwn && <Soft>{t('account.own')}</Soft>}
      {!isGiving && (
        <Acts>
          <Button onPress={onClose}>{t('common:act.close')}</Button>
        </Acts>
      )}
      {told && (
        <ToldOnce
          title={t('account.newPassword')}
          secret={told.secret}
          note={t('account.passwordNote')}
          onClose={() => setTold(null)}
        />
      )}
    </Dialog>
  )
}

function Give({ account, onDone }: { account: AccountPartsFragment; onDone: () => void }) {
  const { t } = useTranslation(['admin', 'common'])
  const [draft, setDraft] = useState(() => emptyDraft(today()))
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [give, isBusy] = useAct(GrantGiveDocument)
  const write = (changed: Draft) => {
    setDraft(changed)
    setOutcome(null)
  }
  const submit = async () => {
    if (!draft.role) {
      setOutcome({ done: false, refusals: [{ code: 'ROLE', field: 'role', message: t('grant.chooseRole') }] })
      return
    }
    const came = await give({ accountId: account.id, grant: inputOf(draft, draft.role) })
    setOutcome(came)
    if (came.done) {
      say(t('grant.given'))
      onDone()
    }
  }
  return (
    <>
      <GrantForm draft={draft} onChange={write} outcome={outcome} />
      <Refused outcome={outcome} fields={GRANT_FIELDS} />
      <Acts>
        <Button tone="main" isBusy={isBusy} onPress={() => void submit()}>
          {t('grant.give')}
        </Button>
        <Button onPress={onDone}>{t('common:act.cancel')}</Button>
      </Acts>
    </>
  )
}
