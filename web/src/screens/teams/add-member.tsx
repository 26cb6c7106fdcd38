// Adding who serves in a team. Membership gives no access; an account's grants do.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useSession } from '~/app/session'
import { Button } from '~/base/button'
import { Select } from '~/base/choose'
import { Combo } from '~/base/combo'
import { DayField } from '~/base/day-field'
import { Acts, Dialog } from '~/base/dialog'
import { Stack } from '~/base/page'
import { Refused, refusalOf } from '~/base/refused'
import { say } from '~/base/said'
import { today } from '~/format/format'
import { useLabel } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import type { TeamRole } from '~/graph/schema.generated'
import {
  AccountChoicesDocument,
  AddMemberDocument,
  PartnerChoicesDocument,
  type PartnerChoicesQuery,
} from './teams.generated'
import { NOBODY, useSectorFirst, WhoFields } from './who'

type PartnerChoice = PartnerChoicesQuery['partners']['nodes'][number]

const ROLES: TeamRole[] = ['HEAD', 'SECRETARY', 'LEAD', 'MENTOR', 'MEMBER']

const FIELDS = ['kind', 'name', 'sector', 'formality', 'role', 'since', 'accountId', 'member.partnerId']

export function AddMemberDialog({
  teamId,
  areaId,
  onClose,
}: {
  teamId: string
  /** Where the team serves: partners of the register are offered from there. */
  areaId: string | null
  onClose: () => void
}) {
  const { t } = useTranslation(['teams', 'common'])
  const label = useLabel()
  const { may } = useSession()
  const sectorFirst = useSectorFirst()
  const [who, setWho] = useState(NOBODY)
  const [role, setRole] = useState<TeamRole>('MEMBER')
  const [since, setSince] = useState<string | null>(today())
  const [accountId, setAccount] = useState<string | null>(null)
  const [partner, setPartner] = useState<PartnerChoice | null>(null)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [add, isBusy] = useAct(AddMemberDocument)

  const submit = async () => {
    const { sector } = who
    if (!sector) {
      setOutcome(sectorFirst())
      return
    }
    const partnerId = partner?.id ?? null
    const member = { ...who, name: who.name.trim(), sector, role, since, accountId, partnerId }
    const came = await add({ teamId, member })
    setOutcome(came)
    if (!came.done) return
    say(t('members.added'))
    onClose()
  }

  return (
    <Dialog title={t('members.add')} isOpen onClose={onClose}>
      <Stack>
        {may('READ_PARTNER') && (
          <PartnerField
            areaId={areaId}
            value={partner}
            onChange={it => {
              setPartner(it)
              if (!it) return
              const { kind, name, sector, formality } = it
              setWho({ kind, name, sector, formality })
            }}
            error={refusalOf(outcome, 'member.partnerId')}
          />
        )}
        <WhoFields who={who} onChange={setWho} outcome={outcome} />
        <Select
          label={t('members.role')}
          choices={ROLES.map(it => ({ id: it, label: label('team_role', it) }))}
          value={role}
          onChange={setRole}
          error={refusalOf(outcome, 'role')}
        />
        <DayField
          label={t('members.since')}
          value={since}
          onChange={setSince}
          error={refusalOf(outcome, 'since')}
        />
        {may('MANAGE_ACCOUNTS') && who.kind === 'PERSON' && (
          <AccountField value={accountId} onChange={setAccount} error={refusalOf(outcome, 'accountId')} />
        )}
        <Refused outcome={outcome} fields={FIELDS} />
      </Stack>
      <Acts>
        <Button onPress={onClose}>{t('common:act.cancel')}</Button>
        <Button tone="main" isBusy={isBusy} onPress={() => void submit()}>
          {t('members.add')}
        </Button>
      </Acts>
    </Dialog>
  )
}

function PartnerField({
  areaId,
  value,
  onChange,
  error,
}: {
  areaId: string | null
  value: PartnerChoice | null
  onChange: (partner: PartnerChoice | null) => void
  error: string | null
}) {
  const { t } = useTranslation('teams')
  const label = useLabel()
  const [partners] = useQuery({ query: PartnerChoicesDocument, variables: { areaId } })
  const found = partners.data?.partners.nodes ?? []
  if (found.length === 0) return null
  return (
    <Combo
      label={t('members.partner')}
      hint={t('members.partnerHint')}
      choices={found.map(it => ({
        id: it.id,
        label: it.name,
        hint: [label('sector', it.sector), it.post].filter(Boolean).join(' · '),
      }))}
      value={value?.id ?? null}
      onChange={id => onChange(found.find(it => it.id === id) ?? null)}
      error={error}
    />
  )
}

function AccountField({
  value,
  onChange,
  error,
}: {
  value: string | null
  onChange: (id: string | null) => void
  error: string | null
}) {
  const { t } = useTranslation('teams')
  const [accounts] = useQuery({ query: AccountChoicesDocument })
  const choices = accounts.data?.accounts.nodes ?? []
  if (choices.length === 0) return null
  return (
    <Combo
      label={t('members.accountField')}
      hint={t('members.accountHint')}
      choices={choices.map(it => ({ id: it.id, label: it.displayName, hint: it.userName }))}
      value={value}
      onChange={onChange}
      error={error}
    />
  )
}
