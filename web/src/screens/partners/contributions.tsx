// What a partner contributed: noted, listed, and withdrawn where it was noted by mistake.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AreaPicker } from '~/base/area-picker/area-picker'
import { Button } from '~/base/button'
import { Select } from '~/base/choose'
import { CountField } from '~/base/count-field'
import { DayField } from '~/base/day-field'
import { Acts, Dialog } from '~/base/dialog'
import { Checkbox, TextField } from '~/base/field'
import { Row, Section, Soft, Stack } from '~/base/page'
import { Refused, refusalOf } from '~/base/refused'
import { say } from '~/base/said'
import { Empty } from '~/base/state'
import { Table } from '~/base/table'
import { today } from '~/format/format'
import { useFormat, useLabel } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import { useArea } from '../cases/use-area'
import { type Value, ValueFields, valueInput } from '../household/value-fields'
import type { OnePartner } from './partner'
import {
  AddContributionDocument,
  type ContributionLineFragment,
  WithdrawContributionDocument,
} from './partners.generated'
import { useNeeds } from './use-needs'

export function Contributions({
  partner,
  withWithdrawn,
  onWithdrawn,
  canManage,
  anew,
}: {
  partner: OnePartner
  withWithdrawn: boolean
  onWithdrawn: (withWithdrawn: boolean) => void
  canManage: boolean
  anew: () => void
}) {
  const { t } = useTranslation('partners')
  const format = useFormat()
  const needs = useNeeds()
  const { name } = useArea()
  const [isAdding, setAdding] = useState(false)
  const { nodes, pageInfo } = partner.contributions
  const what = (it: ContributionLineFragment) => (
    <>
      {it.what}
      {it.area && <Soft> {name(it.area)}</Soft>}
      {it.withdrawnAt && <Soft> {t('given.withdrawn')}</Soft>}
    </>
  )
  return (
    <Section
      title={t('given.title')}
      acts={
        <Row>
          <Checkbox isSelected={withWithdrawn} onChange={onWithdrawn}>
            {t('given.withWithdrawn')}
          </Checkbox>
          {canManage && <Button onPress={() => setAdding(true)}>{t('given.add')}</Button>}
        </Row>
      }
    >
      <Soft>{t('given.lead')}</Soft>
      {pageInfo.hasNextPage && <p>{t('given.cut', { told: format.number(nodes.length) })}</p>}
      {nodes.length === 0 ? (
        <Empty>{t('given.none')}</Empty>
      ) : (
        <Table
          label={t('given.title')}
          rows={nodes}
          rowKey={it => it.id}
          columns={[
            { key: 'on', head: t('given.on'), cell: it => format.day(it.on) },
            { key: 'what', head: t('given.what'), cell: what },
            { key: 'need', head: t('given.need'), cell: it => needs.nameOf(it.need) },
            { key: 'value', head: t('given.value'), isNumber: true, cell: it => <Worth of={it} /> },
            {
              key: 'households',
              head: t('given.households'),
              isNumber: true,
              cell: it => (it.households === null ? t('unknown') : format.number(it.households)),
            },
            {
              key: 'act',
              head: t('given.by'),
              cell: it => (
                <>
                  <Soft>{it.by?.displayName ?? '–'}</Soft>{' '}
                  {canManage && !it.withdrawnAt && <Withdraw of={it} anew={anew} />}
                </>
              ),
            },
          ]}
        />
      )}
      {isAdding && (
        <AddDialog
          partner={partner}
          onClose={() => {
            setAdding(false)
            anew()
          }}
        />
      )}
    </Section>
  )
}

function Worth({ of }: { of: ContributionLineFragment }) {
  const format = useFormat()
  const label = useLabel()
  if (of.value === null) return <>{label('value', 'none')}</>
  return (
    <>
      {format.baht(of.value)} {of.valueBasis === 'estimated' && <Soft>{label('value', 'estimated')}</Soft>}
    </>
  )
}

function Withdraw({ of, anew }: { of: ContributionLineFragment; anew: () => void }) {
  const { t } = useTranslation(['partners', 'common'])
  const [isAsking, setAsking] = useState(false)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [withdraw, isBusy] = useAct(WithdrawContributionDocument)
  const submit = async () => {
    const came = await withdraw({ contributionId: of.id })
    setOutcome(came)
    if (!came.done) return
    say(t('given.withdrawnDone'))
    setAsking(false)
    anew()
  }
  return (
    <>
      <Button
        tone="quiet"
        onPress={() => setAsking(true)}
        aria-label={t('given.withdrawOf', { what: of.what })}
      >
        {t('given.withdraw')}
      </Button>
      <Dialog title={t('given.withdraw')} isOpen={isAsking} onClose={() => setAsking(false)}>
        <Stack>
          <p>{t('given.withdrawLead', { what: of.what })}</p>
          <Refused outcome={outcome} />
        </Stack>
        <Acts>
          <Button onPress={() => setAsking(false)}>{t('common:act.cancel')}</Button>
          <Button tone="danger" isBusy={isBusy} onPress={() => void submit()}>
            {t('given.withdraw')}
          </Button>
        </Acts>
      </Dialog>
    </>
  )
}

function AddDialog({ partner, onClose }: { partner: OnePartner; onClose: () => void }) {
  const { t } = useTranslation(['partners', 'common'])
  const needs = useNeeds()
  const [on, setOn] = useState<string | null>(today())
  const [need, setNeed] = useState<string | null>(null)
  const [what, setWhat] = useState('')
  const [value, setValue] = useState<Value>({ basis: 'none', baht: null })
  const [households, setHouseholds] = useState<number | null>(null)
  const [areaId, setArea] = useState<string | null>(null)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [add, isBusy] = useAct(AddContributionDocument)
  const submit = async () => {
    if (!need) {
      const message = t('given.needFirst')
      setOutcome({ done: false, refusals: [{ code: 'REQUIRED', message, field: 'need' }] })
      return
    }
    const contribution = { on, need, what: what.trim(), value: valueInput(value), households, areaId }
    const came = await add({ partnerId: partner.id, contribution })
    setOutcome(came)
    if (!came.done) return
    say(t('given.added'))
    onClose()
  }
  return (
    <Dialog title={t('given.add')} isOpen onClose={onClose}>
      <Stack>
        <DayField label={t('given.on')} value={on} onChange={setOn} error={refusalOf(outcome, 'on')} />
        <Select
          label={t('given.need')}
          choices={needs.choices}
          value={need}
          onChange={setNeed}
          error={refusalOf(outcome, 'need')}
          isRequired
        />
        <TextField
          label={t('given.what')}
          value={what}
          onChange={setWhat}
          maxLength={500}
          error={refusalOf(outcome, 'what')}
          isRequired
        />
        <ValueFields value={value} onChange={setValue} error={refusalOf(outcome, 'value')} />
        <CountField
          label={t('given.households')}
          value={households}
          onChange={setHouseholds}
          min={1}
          error={refusalOf(outcome, 'households')}
        />
        <AreaPicker
          label={t('given.area')}
          hint={t('given.areaHint')}
          value={areaId}
          nothing={t('given.everywhere')}
          onChange={it => setArea(it?.id ?? null)}
          error={refusalOf(outcome, 'areaId')}
        />
        <Refused outcome={outcome} fields={['on', 'need', 'what', 'value', 'households', 'areaId']} />
      </Stack>
      <Acts>
        <Button onPress={onClose}>{t('common:act.cancel')}</Button>
        <Button tone="main" isBusy={isBusy} onPress={() => void submit()}>
          {t('common:act.save')}
        </Button>
      </Acts>
    </Dialog>
  )
}
