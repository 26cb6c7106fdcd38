// Making an account with its first grant; its password is told once.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Acts, Dialog } from '~/base/dialog'
import { TextField } from '~/base/field'
import { Grid, Section } from '~/base/page'
import { Refused, refusalOf } from '~/base/refused'
import { today } from '~/format/format'
import { type Outcome, useAct } from '~/graph/act'
import { AccountCreateDocument } from './admin.generated'
import { type Draft, emptyDraft, inputOf } from './grant'
import { GRANT_FIELDS, GrantForm } from './grant-form'
import { ToldOnce } from './told-once'

export function NewAccount({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['admin', 'common'])
  const [userName, setUserName] = useState('')
  const [displayName, setDisplayName] = useState('')
  const [draft, setDraft] = useState(() => emptyDraft(today()))
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [told, setTold] = useState<{ secret: string | null } | null>(null)
  const [create, isBusy] = useAct(AccountCreateDocument)
  const write = (changed: Draft) => {
    setDraft(changed)
    setOutcome(null)
  }
  const submit = async () => {
    if (!draft.role) {
      setOutcome({ done: false, refusals: [{ code: 'ROLE', field: 'role', message: t('grant.chooseRole') }] })
      return
    }
    const came = await create({
      userName: userName.trim(),
      displayName: displayName.trim(),
      grants: [inputOf(draft, draft.role)],
    })
    setOutcome(came)
    if (came.done) setTold({ secret: came.payload.newPassword?.password ?? null })
  }
  if (told) {
    return (
      <ToldOnce
        title={t('account.made', { name: displayName })}
        secret={told.secret}
        note={t('account.passwordNote')}
        onClose={onClose}
      />
    )
  }
  return (
    <Dialog title={t('account.new')} isOpen isWide onClose={onClose}>
      <Grid min={240}>
        <TextField
          label={t('account.displayName')}
          hint={t('account.displayNameHint')}
          isRequired
          value={displayName}
          onChange={setDisplayName}
          error={refusalOf(outcome, 'displayName')}
        />
        <TextField
          label={t('account.userName')}
          hint={t('account.userNameHint')}
          isRequired
          autoComplete="off"
          value={userName}
          onChange={setUserName}
          error={refusalOf(outcome, 'userName')}
        />
      </Grid>
      <Section title={t('account.firstGrant')}>
        <GrantForm draft={draft} onChange={write} outcome={outcome} />
      </Section>
      <Refused outcome={outcome} fields={[...GRANT_FIELDS, 'userName', 'displayName']} />
      <Acts>
        <Button tone="main" isBusy={isBusy} onPress={() => void submit()}>
          {t('account.create')}
        </Button>
        <Button onPress={onClose}>{t('common:act.cancel')}</Button>
      </Acts>
    </Dialog>
  )
}
