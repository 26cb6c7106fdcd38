// One partner: what it can do, where and when, in which teams it serves, and what it contributed.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { useQuery } from 'urql'
import { useSession } from '~/app/session'
import { Button } from '~/base/button'
import { Card, Facts, PageHead, Section } from '~/base/page'
import { Answer, Empty, Fault } from '~/base/state'
import { Table } from '~/base/table'
import { today } from '~/format/format'
import { useFormat, useLabel } from '~/format/use-format'
import { useArea } from '../cases/use-area'
import { Contributions } from './contributions'
import { EndDialog } from './end'
import { EntryDialog } from './entry'
import { PartnerDocument, type PartnerQuery } from './partners.generated'
import { useNeeds } from './use-needs'

export type OnePartner = NonNullable<PartnerQuery['partner']>

export default function PartnerScreen() {
  const { id = '' } = useParams()
  const [withWithdrawn, setWithdrawn] = useState(false)
  const [partner, again] = useQuery({
    query: PartnerDocument,
    variables: { id, withWithdrawn },
    requestPolicy: 'cache-and-network',
  })
  return (
    <Answer of={partner} retry={again}>
      {({ partner: it }) =>
        it ? (
          <Whole
            partner={it}
            withWithdrawn={withWithdrawn}
            onWithdrawn={setWithdrawn}
            anew={() => again({ requestPolicy: 'network-only' })}
          />
        ) : (
          <Fault fault={{ kind: 'hidden', code: 'NOT_FOUND', message: '' }} />
        )
      }
    </Answer>
  )
}

function Whole({
  partner,
  withWithdrawn,
  onWithdrawn,
  anew,
}: {
  partner: OnePartner
  withWithdrawn: boolean
  onWithdrawn: (withWithdrawn: boolean) => void
  anew: () => void
}) {
  const { t } = useTranslation('partners')
  const format = useFormat()
  const label = useLabel()
  const needs = useNeeds()
  const { where } = useArea()
  const { may } = useSession()
  const [box, setBox] = useState<'entry' | 'end' | null>(null)
  const close = () => {
    setBox(null)
    anew()
  }
  const manages = may('MANAGE_PARTNER')
  const isOpen = !partner.endedOn
  const since = format.day(today(new Date(partner.createdAt)))
  return (
    <>
      <PageHead
        title={partner.name}
        windowTitle={t('title')}
        lead={[label('sector', partner.sector), partner.post].filter(Boolean).join(' · ')}
      >
        {manages && isOpen && <Button onPress={() => setBox('entry')}>{t('entry.change')}</Button>}
        {manages && isOpen && (
          <Button tone="danger" onPress={() => setBox('end')}>
            {t('end.open')}
          </Button>
        )}
      </PageHead>
      <Section>
        <Card>
          <Facts
            of={[
              [
                t('entry.kind'),
                `${label('member_kind', partner.kind)} · ${label('formality', partner.formality)}`,
              ],
              [t('entry.needs'), needs.named(partner.needs) || t('unknown')],
              [
                t('entry.households'),
                partner.households === null ? t('unknown') : format.number(partner.households),
              ],
              [
                t('entry.months'),
                partner.months.length === 12 ? t('everyMonth') : partner.months.map(format.month).join(' '),
              ],
              [t('entry.areas'), partner.areas.map(it => where(it.path.slice(2))).join(' · ')],
              [t('entry.note'), partner.note ?? '–'],
              [
                t('term'),
                partner.endedOn
                  ? t('termEnded', { from: since, until: format.day(partner.endedOn) })
                  : t('termSince', { from: since }),
              ],
            ]}
          />
        </Card>
      </Section>
      <Memberships partner={partner} />
      <Contributions
        partner={partner}
        withWithdrawn={withWithdrawn}
        onWithdrawn={onWithdrawn}
        canManage={manages}
        anew={anew}
      />
      {box === 'entry' && <EntryDialog partner={partner} onClose={close} />}
      {box === 'end' && <EndDialog partner={partner} onClose={close} />}
    </>
  )
}

function Memberships({ partner }: { partner: OnePartner }) {
  const { t } = useTranslation('partners')
  const format = useFormat()
  const label = useLabel()
  const { nodes } = partner.memberships
  return (
    <Section title={t('teams.title')}>
      {nodes.length === 0 ? (
        <Empty>{t('teams.none')}</Empty>
      ) : (
        <Table
          label={t('teams.title')}
          rows={nodes}
          rowKey={it => it.member.id}
          columns={[
            {
              key: 'team',
              head: t('teams.team'),
              cell: it => it.team && <Link to={`/teams/${it.team.id}`}>{it.team.name}</Link>,
            },
            { key: 'role', head: t('teams.role'), cell: it => label('team_role', it.member.role) },
            {
              key: 'term',
              head: t('term'),
              cell: ({ member: { since, until } }) =>
                until
                  ? t('termEnded', { from: format.day(since), until: format.day(until) })
                  : t('termSince', { from: format.day(since) }),
            },
          ]}
        />
      )}
    </Section>
  )
}
