// Who somebody is, in a team or in the register of partners: a person or an organisation, its name, sector and formality.
import { useTranslation } from 'react-i18next'
import { Options, Select } from '~/base/choose'
import { TextField } from '~/base/field'
import { refusalOf } from '~/base/refused'
import { SECTORS } from '~/format/sectors'
import { useLabel } from '~/format/use-format'
import type { Outcome } from '~/graph/act'
import type { Formality, MemberKind, Sector } from '~/graph/schema.generated'

const KINDS: MemberKind[] = ['PERSON', 'ORGANISATION']
const FORMALITIES: Formality[] = ['FORMAL', 'INFORMAL']

export type Who = { kind: MemberKind; name: string; sector: Sector | null; formality: Formality }

export const NOBODY: Who = { kind: 'PERSON', name: '', sector: null, formality: 'FORMAL' }

/** The answer to who has no sector yet. */
export function useSectorFirst(): () => Outcome<unknown> {
  const { t } = useTranslation('teams')
  return () => ({
    done: false,
    refusals: [{ code: 'REQUIRED', message: t('members.sectorFirst'), field: 'sector' }],
  })
}

export function WhoFields({
  who,
  onChange,
  outcome,
}: {
  who: Who
  onChange: (who: Who) => void
  outcome: Outcome<unknown> | null
}) {
  const { t } = useTranslation('teams')
  const label = useLabel()
  return (
    <>
      <Options
        label={t('members.kind')}
        isRow
        choices={KINDS.map(it => ({ id: it, label: label('member_kind', it) }))}
        value={who.kind}
        onChange={kind => onChange({ ...who, kind })}
      />
      <TextField
        label={t('members.name')}
        value={who.name}
        onChange={name => onChange({ ...who, name })}
        autoComplete="off"
        maxLength={200}
        error={refusalOf(outcome, 'name')}
        isRequired
      />
      <Select
        label={t('members.sector')}
        choices={SECTORS.map(it => ({ id: it, label: label('sector', it) }))}
        value={who.sector}
        onChange={sector => onChange({ ...who, sector })}
        error={refusalOf(outcome, 'sector')}
        isRequired
      />
      <Options
        label={t('members.formality')}
        isRow
        choices={FORMALITIES.map(it => ({ id: it, label: label('formality', it) }))}
        value={who.formality}
        onChange={formality => onChange({ ...who, formality })}
      />
    </>
  )
}
