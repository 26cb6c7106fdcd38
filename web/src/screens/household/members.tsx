// Who lives here, and who did.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '~/app/session'
import { Badge } from '~/base/badge'
import { Button } from '~/base/button'
import { Soft } from '~/base/page'
import { Table } from '~/base/table'
import { Whole } from '~/base/whole'
import { useFormat } from '~/format/use-format'
import type { HouseholdWholeFragment } from './household.generated'
import { useMany } from './many'
import { Nothing } from './nothing'
import { NumberDialog } from './number'
import { ageOf, nameOf } from './person'
import { useStory } from './story'

type Member = HouseholdWholeFragment['members'][number]

export function MembersSection() {
  const { t } = useTranslation('household')
  const many = useMany()
  const { household } = useStory().it
  const here = household.members.filter(it => !it.until)
  const gone = household.members.filter(it => it.until)
  if (household.members.length === 0) return <Nothing>{t('members.none')}</Nothing>
  return (
    <>
      <Members label={t('part.members')} of={here} />
      {household.nMembersStated !== null && household.nMembersStated !== here.length && (
        <Soft>{t('members.stated', many(household.nMembersStated ?? 0))}</Soft>
      )}
      {gone.length > 0 && (
        <>
          <h3>{t('members.gone')}</h3>
          <Members label={t('members.gone')} of={gone} />
        </>
      )}
    </>
  )
}

function Members({ label, of }: { label: string; of: Member[] }) {
  const { t } = useTranslation('household')
  const many = useMany()
  const format = useFormat()
  const age = (birth?: string | null) => {
    const told = ageOf(birth)
    if (!told) return t('unknown')
    return t(told.isRough ? 'members.ageAbout' : 'members.age', many(told.years))
  }
  return (
    <Table
      label={label}
      rows={of}
      rowKey={it => `${it.person.id} ${it.since}`}
      columns={[
        { key: 'name', head: t('members.name'), cell: it => <NameOf it={it} /> },
        {
          key: 'sex',
          head: t('members.sex'),
          cell: ({ person }) =>
            person.sex === 'M' ? t('members.male') : person.sex === 'F' ? t('members.female') : t('unknown'),
        },
        { key: 'age', head: t('members.ageHead'), cell: ({ person }) => age(person.birth) },
        {
          key: 'card',
          head: t('members.card'),
          cell: ({ person }) =>
            person.hasCard === true
              ? t('members.hasCard')
              : person.hasCard === false
                ? t('members.noCard')
                : t('unknown'),
        },
        { key: 'number', head: t('members.number'), cell: it => <NumberOf it={it} /> },
        {
          key: 'since',
          head: t('members.since'),
          cell: it =>
            it.until
              ? t('members.span', { since: format.day(it.since), until: format.day(it.until) })
              : format.day(it.since),
        },
      ]}
    />
  )
}

function NameOf({ it }: { it: Member }) {
  const { t } = useTranslation('household')
  const { diedOn, movedAwayOn } = it.person
  return (
    <>
      <Whole>{nameOf(it.person) || t('unnamed')}</Whole> {it.isHead && <Badge>{t('members.head')}</Badge>}{' '}
      {diedOn && <Badge>{t('members.died')}</Badge>}
      {movedAwayOn && !diedOn && <Badge>{t('members.moved')}</Badge>}
    </>
  )
}

function NumberOf({ it }: { it: Member }) {
  const { t } = useTranslation('household')
  const format = useFormat()
  const { may } = useSession()
  const [isOpen, setOpen] = useState(false)
  const { id, numbers } = it.person
  if (numbers.length === 0) return <Soft>{t('members.noNumber')}</Soft>
  return (
    <>
      {numbers.map(number => (
        <div key={`${number.kind} ${number.text}`}>{format.digits(number.text)}</div>
      ))}
      {may('READ_PERSON_NUMBER') && (
        <Button
          tone="quiet"
          aria-label={t('number.openOf', { name: nameOf(it.person) })}
          onPress={() => setOpen(true)}
        >
          {t('number.open')}
        </Button>
      )}
      {isOpen && <NumberDialog personId={id} name={nameOf(it.person)} onClose={() => setOpen(false)} />}
    </>
  )
}
