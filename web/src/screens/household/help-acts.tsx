// What is done with help that is planned: begun, given with its outcome and value, cancelled.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Options } from '~/base/choose'
import { DayField } from '~/base/day-field'
import { refusalOf } from '~/base/refused'
import { today } from '~/format/format'
import { useLabel } from '~/format/use-format'
import type { HelpOutcome } from '~/graph/schema.generated'
import { BeginHelpDocument, CancelHelpDocument, CompleteHelpDocument } from './acts.generated'
import type { HelpAct } from './allowed'
import { Ask } from './ask'
import type { HelpLineFragment } from './household.generated'
import { useStory } from './story'
import { type Value, ValueFields, valueInput } from './value-fields'

type Acts = { help: HelpLineFragment; onClose: () => void }

export function HelpActDialog({ act, ...rest }: Acts & { act: HelpAct }) {
  return act === 'complete' ? <Complete {...rest} /> : <Plain act={act} {...rest} />
}

function Plain({ act, help, onClose }: Acts & { act: 'begin' | 'cancel' }) {
  const { t } = useTranslation('household')
  const { it } = useStory()
  const shared = {
    title: t(`help.act.${act}`),
    lead: t(`help.lead.${act}`, { agency: help.agency }),
    button: t(`help.do.${act}`),
    variables: (expectedVersion: number) => ({ caseId: it.id, interventionId: help.id, expectedVersion }),
    version: help.version,
    family: 'intervention_status' as const,
    said: t(`said.help.${act}`),
    onClose,
  }
  if (act === 'begin') return <Ask {...shared} document={BeginHelpDocument} />
  return <Ask {...shared} document={CancelHelpDocument} tone="danger" />
}

export const OUTCOMES: HelpOutcome[] = ['NEED_MET', 'PARTLY_MET', 'NOT_MET', 'NOT_YET_KNOWN']

function Complete({ help, onClose }: Acts) {
  const { t } = useTranslation('household')
  const label = useLabel()
  const { it } = useStory()
  const [doneOn, setDoneOn] = useState<string | null>(today())
  const [outcome, setOutcome] = useState<HelpOutcome | null>(null)
  const [value, setValue] = useState<Value>({
    basis: help.value ? (help.valueBasis === 'known' ? 'known' : 'estimated') : 'none',
    baht: help.value ? Number(help.value) / 100 : null,
  })
  const done = {
    doneOn: doneOn ?? today(),
    outcome: outcome ?? 'NOT_YET_KNOWN',
    value: valueInput(value),
  }
  return (
    <Ask
      title={t('help.act.complete')}
      lead={t('help.lead.complete', { agency: help.agency })}
      button={t('do.save')}
      document={CompleteHelpDocument}
      variables={expectedVersion => ({ caseId: it.id, interventionId: help.id, done, expectedVersion })}
      version={help.version}
      family="intervention_status"
      fields={['doneOn', 'outcome', 'value']}
      isUnready={!outcome || !doneOn}
      said={t('said.help.complete')}
      onClose={onClose}
    >
      {came => (
        <>
          <DayField
            label={t('help.doneDay')}
            value={doneOn}
            onChange={setDoneOn}
            max={today()}
            error={refusalOf(came, 'doneOn')}
            isRequired
          />
          <Options
            label={t('help.outcome')}
            value={outcome}
            onChange={setOutcome}
            choices={OUTCOMES.map(code => ({ id: code, label: label('outcome', code) }))}
            error={refusalOf(came, 'outcome')}
            isRequired
          />
          <ValueFields value={value} onChange={setValue} error={refusalOf(came, 'value')} />
        </>
      )}
    </Ask>
  )
}
