// Help planned and given: by whom, worth what, where it stands.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useSession } from '~/app/session'
import { Badge, type BadgeTone } from '~/base/badge'
import { Button } from '~/base/button'
import { Row, Soft } from '~/base/page'
import { Table } from '~/base/table'
import { useFormat, useLabel } from '~/format/use-format'
import type { InterventionStatus, Sector } from '~/graph/schema.generated'
import { actsOnHelp, type HelpAct } from './allowed'
import { HelpActDialog } from './help-acts'
import { HelpForm } from './help-form'
import { type HelpLineFragment, HouseholdMenusDocument } from './household.generated'
import { useMany } from './many'
import { Nothing } from './nothing'
import { useStory } from './story'
import { worthOf } from './worth'

const ORDER: InterventionStatus[] = ['IN_PROGRESS', 'PLANNED', 'DONE', 'CANCELLED']

const TONES: Record<InterventionStatus, BadgeTone> = {
  PLANNED: 'warn',
  IN_PROGRESS: 'calm',
  DONE: 'good',
  CANCELLED: 'plain',
}

export function HelpSection() {
  const { t } = useTranslation('household')
  const { it, isOpen } = useStory()
  const { may } = useSession()
  const [isAdding, setAdding] = useState(false)
  const [asked, setAsked] = useState<{ act: HelpAct; help: HelpLineFragment } | null>(null)
  const help = [...it.interventions.nodes].sort(
    (a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || b.recordedAt.localeCompare(a.recordedAt),
  )
  const add = isOpen && may('RECORD_INTERVENTION') && (
    <Button onPress={() => setAdding(true)}>{t('help.add')}</Button>
  )
  return (
    <>
      {help.length === 0 ? (
        <Nothing act={add}>{t('help.none')}</Nothing>
      ) : (
        <>
          <Summary help={help} />
          <HelpTable help={help} onAct={(act, one) => setAsked({ act, help: one })} />
          {add && <Row>{add}</Row>}
        </>
      )}
      {isAdding && <HelpForm onClose={() => setAdding(false)} />}
      {asked && <HelpActDialog act={asked.act} help={asked.help} onClose={() => setAsked(null)} />}
    </>
  )
}

function Summary({ help }: { help: HelpLineFragment[] }) {
  const { t } = useTranslation('household')
  const many = useMany()
  const format = useFormat()
  const label = useLabel()
  const { totalCount } = useStory().it.interventions
  const bySector = new Map<Sector, number>()
  for (const { sector, status } of help) {
    if (status !== 'CANCELLED') bySector.set(sector, (bySector.get(sector) ?? 0) + 1)
  }
  const { known, estimated, nWithout } = worthOf(help)
  return (
    <div>
      <Row>
        {[...bySector].map(([sector, count]) => (
          <Badge key={sector}>
            {label('sector', sector)} {format.number(count)}
          </Badge>
        ))}
      </Row>
      <Soft>
        {t('help.worth', { known: format.baht(known), estimated: format.baht(estimated) })}
        {nWithout > 0 && ` · ${t('help.without', many(nWithout))}`}
        {totalCount && totalCount > help.length ? ` · ${t('help.newest', many(help.length))}` : ''}
      </Soft>
    </div>
  )
}

type HelpTableProps = { help: HelpLineFragment[]; onAct: (act: HelpAct, help: HelpLineFragment) => void }

function HelpTable({ help, onAct }: HelpTableProps) {
  const { t } = useTranslation('household')
  const format = useFormat()
  const label = useLabel()
  const { isOpen } = useStory()
  const { may } = useSession()
  const mayAct = isOpen && may('RECORD_INTERVENTION')
  const [menus] = useQuery({ query: HouseholdMenusDocument })
  const needOf = (code: string) => menus.data?.needs.find(need => need.code === code)
  const itemOf = (one: HelpLineFragment) =>
    needOf(one.need)?.items.find(item => item.code === one.menuItem)?.text ?? one.menuItem
  return (
    <Table
      label={t('part.help')}
      rows={help}
      rowKey={one => one.id}
      columns={[
        {
          key: 'need',
          head: t('help.need'),
          cell: one => (
            <>
              {needOf(one.need)?.text ?? one.need}
              {one.menuItem && ` · ${itemOf(one)}`}
              <div>
                <Soft>
                  {[
                    label('intervention_kind', one.kind),
                    label('intervention_form', one.form),
                    one.project,
                    one.budgetLine,
                    one.problem && label('problem', one.problem.code),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </Soft>
              </div>
            </>
          ),
        },
        {
          key: 'who',
          head: t('help.who'),
          cell: one => (
            <>
              {one.agency}
              <div>
                <Soft>{label('sector', one.sector)}</Soft>
              </div>
            </>
          ),
        },
        {
          key: 'value',
          head: t('help.value'),
          cell: one =>
            one.value ? (
              <>
                {t('help.baht', { amount: format.baht(one.value) })}
                {one.valueBasis === 'estimated' && <Soft> {t('help.estimated')}</Soft>}
              </>
            ) : (
              label('value', 'none')
            ),
        },
        {
          key: 'when',
          head: t('help.when'),
          cell: one =>
            one.doneOn
              ? t('help.doneOn', { date: format.day(one.doneOn) })
              : one.plannedOn
                ? t('help.plannedOn', { date: format.day(one.plannedOn) })
                : t('unknown'),
        },
        {
          key: 'status',
          head: t('help.status'),
          cell: one => (
            <>
              <Badge tone={TONES[one.status]}>{label('intervention_status', one.status)}</Badge>
              {one.status === 'DONE' && <div>{label('outcome', one.outcome)}</div>}
            </>
          ),
        },
        ...(mayAct
          ? [
              {
                key: 'acts',
                head: t('act.head'),
                cell: (one: HelpLineFragment) =>
                  actsOnHelp(one.status).length > 0 && (
                    <Row>
                      {actsOnHelp(one.status).map(act => (
                        <Button
                          key={act}
                          tone={act === 'complete' ? 'plain' : 'quiet'}
                          onPress={() => onAct(act, one)}
                        >
                          {t(`help.act.${act}`)}
                        </Button>
                      ))}
                    </Row>
                  ),
              },
            ]
          : []),
      ]}
    />
  )
}
