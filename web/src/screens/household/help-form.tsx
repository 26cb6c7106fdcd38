// Adding help: what need, by whom, worth what, planned or given; with a warning where the need is met already.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { v7 as newId } from 'uuid'
import { Button } from '~/base/button'
import { Options, Select } from '~/base/choose'
import { DayField } from '~/base/day-field'
import { Acts, Dialog } from '~/base/dialog'
import { TextField } from '~/base/field'
import { Card } from '~/base/page'
import { refusalOf } from '~/base/refused'
import { say } from '~/base/said'
import { Answer } from '~/base/state'
import { today } from '~/format/format'
import { SECTORS } from '~/format/sectors'
import { useLabel } from '~/format/use-format'
import type { HelpOutcome, InterventionForm, InterventionKind, Sector } from '~/graph/schema.generated'
import { AddHelpDocument, type AddHelpMutation } from './acts.generated'
import { Ask } from './ask'
import { HelpActDialog, OUTCOMES } from './help-acts'
import {
  type HelpLineFragment,
  HouseholdMenusDocument,
  type HouseholdMenusQuery,
} from './household.generated'
import { useStory } from './story'
import { type Value, ValueFields, valueInput } from './value-fields'
import { alreadyMeets } from './worth'

const KINDS: InterventionKind[] = ['IMMEDIATE', 'DEVELOPMENT']
const FORMS: InterventionForm[] = ['CASH', 'IN_KIND', 'SERVICE']

type Closes = { onClose: () => void }
type Added = NonNullable<AddHelpMutation['caseAddIntervention']>

export function HelpForm({ onClose }: Closes) {
  const { t } = useTranslation(['household', 'common'])
  const [menus, again] = useQuery({ query: HouseholdMenusDocument })
  if (menus.data) return <Form menus={menus.data} onClose={onClose} />
  return (
    <Dialog title={t('help.add')} isOpen onClose={onClose}>
      <Answer of={menus} retry={() => again({ requestPolicy: 'network-only' })}>
        {() => null}
      </Answer>
      <Acts>
        <Button onPress={onClose}>{t('common:act.cancel')}</Button>
      </Acts>
    </Dialog>
  )
}

function Form({ menus, onClose }: Closes & { menus: HouseholdMenusQuery }) {
  const { t } = useTranslation('household')
  const label = useLabel()
  const { it } = useStory()
  const [id] = useState(() => newId())
  const [need, setNeed] = useState<string | null>(null)
  const [menuItem, setMenuItem] = useState<string | null>(null)
  const [problemId, setProblemId] = useState<string | null>(null)
  const [kind, setKind] = useState<InterventionKind | null>(null)
  const [form, setForm] = useState<InterventionForm | null>(null)
  const [sector, setSector] = useState<Sector | null>(null)
  const [texts, setTexts] = useState({ agency: '', project: '', budgetLine: '' })
  const [value, setValue] = useState<Value>({ basis: 'none', baht: null })
  const [stand, setStand] = useState<'planned' | 'done'>('planned')
  const [on, setOn] = useState<string | null>(null)
  const [came, setCame] = useState<HelpOutcome>('NOT_YET_KNOWN')
  const [warned, setWarned] = useState<Added | null>(null)

  const items = menus.needs.find(one => one.code === need)?.items ?? []
  const meeting = alreadyMeets(need, it.interventions.nodes)
  const isConfirmed = it.verification === 'CONFIRMED'
  const isReady = need && kind && form && sector && texts.agency.trim() && (stand === 'planned' || on)

  if (warned) return <SameNeed added={warned} onClose={onClose} />
  return (
    <Ask
      title={t('help.add')}
      button={t('do.save')}
      document={AddHelpDocument}
      variables={() => ({
        caseId: it.id,
        intervention: {
          id,
          need: need ?? '',
          menuItem,
          problemId,
          kind: kind ?? 'IMMEDIATE',
          form: form ?? 'IN_KIND',
          sector: sector ?? 'STATE',
          agency: texts.agency.trim(),
          project: texts.project.trim() || null,
          budgetLine: texts.budgetLine.trim() || null,
          value: valueInput(value),
          ...(stand === 'done' ? { doneOn: on, outcome: came } : { plannedOn: on }),
        },
      })}
      fields={[
        'need',
        'menuItem',
        'kind',
        'form',
        'sector',
        'agency',
        'value',
        'doneOn',
        'plannedOn',
        'outcome',
      ]}
      isUnready={!isReady}
      isFirm
      isWide
      said={t('said.help.add')}
      onClose={onClose}
      onDone={added => {
        say(t('said.help.add'))
        if (added.sameNeedMetBy.length > 0) setWarned(added)
        else onClose()
      }}
    >
      {outcome => (
        <>
          <Select
            label={t('help.need')}
            value={need}
            onChange={code => {
              setNeed(code)
              setMenuItem(null)
            }}
            choices={menus.needs.map(one => ({
              id: one.code,
              label: one.text,
              hint: label('dimension', one.dimension),
            }))}
            error={refusalOf(outcome, 'need')}
            isRequired
          />
          {meeting.length > 0 && (
            <Card tone="warn">
              <strong>{t('help.sameNeed')}</strong>
              <Others help={meeting} />
            </Card>
          )}
          {items.length > 0 && (
            <Select
              label={t('help.item')}
              value={menuItem}
              onChange={setMenuItem}
              choices={items.map(one => ({ id: one.code, label: one.text }))}
              error={refusalOf(outcome, 'menuItem')}
            />
          )}
          <Options
            label={t('help.kind')}
            hint={isConfirmed ? undefined : t('help.kindHint')}
            isRow
            value={kind}
            onChange={setKind}
            choices={KINDS.map(code => ({ id: code, label: label('intervention_kind', code) }))}
            error={refusalOf(outcome, 'kind')}
            isRequired
          />
          <Options
            label={t('help.form')}
            isRow
            value={form}
            onChange={setForm}
            choices={FORMS.map(code => ({ id: code, label: label('intervention_form', code) }))}
            error={refusalOf(outcome, 'form')}
            isRequired
          />
          <Select
            label={t('help.sector')}
            value={sector}
            onChange={setSector}
            choices={SECTORS.map(code => ({ id: code, label: label('sector', code) }))}
            error={refusalOf(outcome, 'sector')}
            isRequired
          />
          <TextField
            label={t('help.agency')}
            value={texts.agency}
            onChange={agency => setTexts({ ...texts, agency })}
            error={refusalOf(outcome, 'agency')}
            isRequired
          />
          <Options
            label={t('help.stand')}
            isRow
            value={stand}
            onChange={setStand}
            choices={[
              { id: 'planned', label: t('help.planned') },
              { id: 'done', label: t('help.given') },
            ]}
          />
          <DayField
            label={t(stand === 'done' ? 'help.doneDay' : 'help.plannedDay')}
            value={on}
            onChange={setOn}
            max={stand === 'done' ? today() : undefined}
            error={refusalOf(outcome, stand === 'done' ? 'doneOn' : 'plannedOn')}
            isRequired={stand === 'done'}
          />
          {stand === 'done' && (
            <Select
              label={t('help.outcome')}
              value={came}
              onChange={setCame}
              choices={OUTCOMES.map(code => ({ id: code, label: label('outcome', code) }))}
              error={refusalOf(outcome, 'outcome')}
            />
          )}
          <ValueFields value={value} onChange={setValue} error={refusalOf(outcome, 'value')} />
          <Select
            label={t('help.problem')}
            value={problemId ?? 'none'}
            onChange={chosen => setProblemId(chosen === 'none' ? null : chosen)}
            choices={[
              { id: 'none', label: t('help.noProblem') },
              ...it.problems.map(one => ({
                id: one.id,
                label: one.text ?? label('problem', one.code),
                hint: label('problem_status', one.status),
              })),
            ]}
          />
          <TextField
            label={t('help.project')}
            value={texts.project}
            onChange={project => setTexts({ ...texts, project })}
          />
          <TextField
            label={t('help.budgetLine')}
            value={texts.budgetLine}
            onChange={budgetLine => setTexts({ ...texts, budgetLine })}
          />
        </>
      )}
    </Ask>
  )
}

function Others({ help }: { help: HelpLineFragment[] }) {
  const label = useLabel()
  return (
    <ul>
      {help.map(one => (
        <li key={one.id}>
          {one.agency} · {label('intervention_status', one.status)} · {label('outcome', one.outcome)}
        </li>
      ))}
    </ul>
  )
}

/** The help is recorded; the same need is met by others: keep it, or cancel it again. */
function SameNeed({ added, onClose }: Closes & { added: Added }) {
  const { t } = useTranslation('household')
  const [isCancelling, setCancelling] = useState(false)
  const made = added.case?.interventions.nodes.find(one => one.id === added.intervention?.id)
  if (isCancelling && made) return <HelpActDialog act="cancel" help={made} onClose={onClose} />
  return (
    <Dialog title={t('help.sameNeed')} isOpen onClose={onClose}>
      <p>{t('help.sameNeedSaved')}</p>
      <Others help={added.sameNeedMetBy} />
      <Acts>
        {made && (
          <Button tone="danger" onPress={() => setCancelling(true)}>
            {t('help.cancelThis')}
          </Button>
        )}
        <Button tone="main" onPress={onClose} autoFocus>
          {t('help.keep')}
        </Button>
      </Acts>
    </Dialog>
  )
}
