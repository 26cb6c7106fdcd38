// Adding who serves in a team. Membership gives no access; an account's grants do.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useSession } from '~/app/session'
import { Button } from '~/base/button'
import { Options, Select } from '~/base/choose'
import { Combo } from '~/base/combo'
import { DayField } from '~/base/day-field'
import { Acts, Dialog } from '~/base/dialog'
import { TextField } from '~/base/field'
import { Stack } from '~/base/page'
import { Refused, refusalOf } from '~/base/refused'
import { say } from '~/base/said'
import { today } from '~/format/format'
import { SECTORS } from '~/format/sectors'
import { useLabel } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import type { Formality, MemberKind, Sector, TeamRole } from '~/graph/schema.generated'
import {
  AccountChoicesDocument,
  AddMemberDocument,
  PartnerChoicesDocument,
  type PartnerChoicesQuery,
} from './teams.generated'

type PartnerChoice = PartnerChoicesQuery['partners']['nodes'][number]

const KINDS: MemberKind[] = ['PERSON', 'ORGANISATION']
const FORMALITIES: Formality[] = ['FORMAL', 'INFORMAL']
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
  const [kind, setKind] = useState<MemberKind>('PERSON')
  const [name, setName] = useState('')
  const [sector, setSector] = useState<Sector | null>(null)
  const [formality, setFormality] = useState<Formality>('FORMAL')
  const [role, setRole] = useState<TeamRole>('MEMBER')
  const [since, setSince] = useState<string | null>(today())
  const [accountId, setAccount] = useState<string | null>(null)
  const [partner, setPartner] = useState<PartnerChoice | null>(null)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [add, isBusy] = useAct(AddMemberDocument)

  const submit = async () => {
    if (!sector) {
      setOutcome({
        done: false,
        refusals: [{ code: 'REQUIRED', message: t('members.sectorFirst'), field: 'sector' }],
      })
      return
    }
    const partnerId = partner?.id ?? null
    const member = { kind, name: name.trim(), sector, formality, role, since, accountId, partnerId }
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
              setKind(it.kind)
              setName(it.name)
              setSector(it.sector)
              setFormality(it.formality)
            }}
            error={refusalOf(outcome, 'member.partnerId')}
          />
        )}
        <Options
          label={t('members.kind')}
          isRow
          choices={KINDS.map(it => ({ id: it, label: label('member_kind', it) }))}
          value={kind}
          onChange={setKind}
        />
        <TextField
          label={t('members.name')}
          value={name}
          onChange={setName}
          autoComplete="off"
          maxLength={200}
          error={refusalOf(outcome, 'name')}
          isRequired
        />
        <Select
          label={t('members.sector')}
          choices={SECTORS.map(it => ({ id: it, label: label('sector', it) }))}
          value={sector}
          onChange={setSector}
          error={refusalOf(outcome, 'sector')}
          isRequired
        />
        <Select
          label={t('members.role')}
          choices={ROLES.map(it => ({ id: it, label: label('team_role', it) }))}
          value={role}
          onChange={setRole}
          error={refusalOf(outcome, 'role')}
        />
        <Options
          label={t('members.formality')}
          isRow
          choices={FORMALITIES.map(it => ({ id: it, label: label('formality', it) }))}
          value={formality}
          onChange={setFormality}
        />
        <DayField
          label={t('members.since')}
          value={since}
          onChange={setSince}
          error={refusalOf(outcome, 'since')}
        />
        {may('MANAGE_ACCOUNTS') && kind === 'PERSON' && (
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
