// The register of partners: which sector is missing where, and who can help with what.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { useQuery } from 'urql'
import { useMe, useSession } from '~/app/session'
import { AreaPicker } from '~/base/area-picker/area-picker'
import { Badge } from '~/base/badge'
import { Button } from '~/base/button'
import { Select } from '~/base/choose'
import { Checkbox, TextField } from '~/base/field'
import { PageHead, Section, Soft, Stack } from '~/base/page'
import { Answer, Empty, Fault } from '~/base/state'
import { Table } from '~/base/table'
import { useLater } from '~/base/use-later'
import { useNarrow } from '~/base/use-narrow'
import { SECTORS } from '~/format/sectors'
import { useFormat, useLabel } from '~/format/use-format'
import type { Sector } from '~/graph/schema.generated'
import { useArea } from '../cases/use-area'
import { EntryDialog } from './entry'
import { AreaSectorsDocument, type AreaSectorsQuery, type PartnerLineFragment } from './partners.generated'
import style from './partners.module.css'
import { useNeeds } from './use-needs'
import { MOST, usePartners } from './use-partners'

export default function PartnersScreen() {
  const { t } = useTranslation(['partners', 'common'])
  const { may } = useSession()
  const { grants } = useMe()
  const [params, setParams] = useSearchParams()
  const [isEntering, setEntering] = useState(false)
  if (!may('READ_PARTNER')) {
    return <Fault fault={{ kind: 'forbidden', code: 'FORBIDDEN', message: '' }} />
  }
  const areaId = params.get('areaId') ?? grants.flatMap(it => it.areas)[0]?.id ?? null
  return (
    <>
      <PageHead title={t('title')} lead={t('lead')}>
        {may('MANAGE_PARTNER') && <Button onPress={() => setEntering(true)}>{t('entry.add')}</Button>}
      </PageHead>
      <Stack>
        <AreaPicker
          label={t('area')}
          value={areaId}
          onChange={it => setParams(it ? { areaId: it.id } : {}, { replace: true })}
        />
        {areaId && <Sectors areaId={areaId} />}
        <Partners areaId={areaId} />
      </Stack>
      {isEntering && <EntryDialog areaId={areaId} onClose={() => setEntering(false)} />}
    </>
  )
}

type Attended = AreaSectorsQuery['areaSectors'][number]

function Sectors({ areaId }: { areaId: string }) {
  const { t } = useTranslation('partners')
  const label = useLabel()
  const { name } = useArea()
  const isNarrow = useNarrow()
  const [sectors, again] = useQuery({
    query: AreaSectorsDocument,
    variables: { areaId },
    requestPolicy: 'cache-and-network',
  })
  return (
    <Section title={t('sectors.title')}>
      <Soft>{t('sectors.lead')}</Soft>
      <Answer of={sectors} retry={again}>
        {({ areaSectors }) => (
          <Table
            label={t('sectors.title')}
            rows={areaSectors.filter(it => it.area)}
            rowKey={it => it.area?.id ?? ''}
            columns={[
              { key: 'area', head: t('area'), cell: it => it.area && name(it.area) },
              // Seven columns become seven lines on a phone: there it is told in one.
              ...(isNarrow
                ? [
                    {
                      key: 'missing',
                      head: t('sectors.missing'),
                      cell: (it: Attended) => <Missing of={it} />,
                    },
                  ]
                : SECTORS.map(sector => ({
                    key: sector,
                    head: label('sector', sector),
                    cell: (it: Attended) => <Attending of={it} sector={sector} />,
                  }))),
            ]}
          />
        )}
      </Answer>
    </Section>
  )
}

function Missing({ of }: { of: Attended }) {
  const { t } = useTranslation('partners')
  const label = useLabel()
  if (of.missing.length === 0) return <>{t('sectors.all')}</>
  if (of.missing.length === SECTORS.length) return <Badge tone="warn">{t('sectors.nobody')}</Badge>
  return <>{of.missing.map(it => label('sector', it)).join(' · ')}</>
}

function Attending({ of, sector }: { of: Attended; sector: Sector }) {
  const { t } = useTranslation('partners')
  const format = useFormat()
  const found = of.attending.find(it => it.sector === sector)
  if (!found) return <Badge tone="warn">{t('sectors.none')}</Badge>
  const told = [
    found.partners > 0 && t('sectors.partners', { told: format.number(found.partners) }),
    found.members > 0 && t('sectors.members', { told: format.number(found.members) }),
  ]
  return <>{told.filter(Boolean).join(' · ')}</>
}

function Partners({ areaId }: { areaId: string | null }) {
  const { t } = useTranslation(['partners', 'common'])
  const label = useLabel()
  const format = useFormat()
  const needs = useNeeds()
  const [sector, setSector] = useState<Sector | 'ANY'>('ANY')
  const [need, setNeed] = useState('ANY')
  const [text, setText] = useState('')
  const [withEnded, setEnded] = useState(false)
  const asked = useLater(text.trim(), 250)
  const { partners, again, isMore, isCut } = usePartners({
    areaId,
    sector: sector === 'ANY' ? null : sector,
    need: need === 'ANY' ? null : need,
    text: asked || null,
    withEnded,
  })
  return (
    <Section title={t('list.title')}>
      <div className={style.tools}>
        <TextField label={t('list.text')} value={text} onChange={setText} autoComplete="off" />
        <Select
          label={t('entry.sector')}
          choices={[
            { id: 'ANY' as const, label: t('list.any') },
            ...SECTORS.map(it => ({ id: it, label: label('sector', it) })),
          ]}
          value={sector}
          onChange={setSector}
        />
        <Select
          label={t('list.need')}
          choices={[{ id: 'ANY', label: t('list.any') }, ...needs.choices]}
          value={need}
          onChange={setNeed}
        />
        <Checkbox isSelected={withEnded} onChange={setEnded}>
          {t('list.withEnded')}
        </Checkbox>
      </div>
      <Answer of={partners} retry={again} lines={6}>
        {({ partners: { nodes } }) =>
          nodes.length === 0 ? (
            <Empty>{t('list.none')}</Empty>
          ) : (
            <>
              <p role="status">
                {t(isMore ? 'list.countSoFar' : 'list.count', { told: format.number(nodes.length) })}
              </p>
              {isCut && <p>{t('list.cut', { told: format.number(MOST) })}</p>}
              <Lines partners={nodes} />
            </>
          )
        }
      </Answer>
    </Section>
  )
}

function Lines({ partners }: { partners: PartnerLineFragment[] }) {
  const { t } = useTranslation('partners')
  const label = useLabel()
  const format = useFormat()
  const needs = useNeeds()
  const { name } = useArea()
  return (
    <Table
      label={t('list.title')}
      rows={partners}
      rowKey={it => it.id}
      columns={[
        {
          key: 'name',
          head: t('entry.name'),
          cell: it => (
            <>
              <Link to={`/partners/${it.id}`}>{it.name}</Link>
              {it.post && <Soft> {it.post}</Soft>}
              {it.endedOn && <Soft> {t('ended', { date: format.day(it.endedOn) })}</Soft>}
            </>
          ),
        },
        { key: 'sector', head: t('entry.sector'), cell: it => label('sector', it.sector) },
        { key: 'needs', head: t('entry.needs'), cell: it => needs.named(it.needs) || t('unknown') },
        { key: 'areas', head: t('entry.areas'), cell: it => it.areas.map(name).join(' · ') },
        {
          key: 'households',
          head: t('list.households'),
          isNumber: true,
          cell: it => (it.households === null ? t('unknown') : format.number(it.households)),
        },
      ]}
    />
  )
}
