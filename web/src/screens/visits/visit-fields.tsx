// The fields of a visit: what came of it first, details after, and sending always within reach of the thumb.
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '~/app/session'
import { Button } from '~/base/button'
import { type Choice, Options } from '~/base/choose'
import { TextField } from '~/base/field'
import { Soft } from '~/base/page'
import { Refused } from '~/base/refused'
import { useLabel } from '~/format/use-format'
import type { Refusal } from '~/graph/act'
import type { HouseholdClass, Verification } from '~/graph/schema.generated'
import { type Ask, isNoticeDue, type Promised } from '~/offline/asks'
import { lacking, type VisitForm } from '~/offline/visit-form'
import { Consents } from './consents'
import { HowAndWho } from './how-and-who'
import { PromisedHelp } from './promised-help'
import { Questions } from './questions'
import type { Household } from './use-household'
import style from './visit.module.css'
import { Where } from './where'

type VisitFieldsProps = {
  of: Household
  asks: Ask[]
  promised: Promised[]
  form: VisitForm
  change: (part: Partial<VisitForm>) => void
  isBusy: boolean
  /** Why the server refused it the last time. */
  reasons: Refusal[]
  isKeeping: boolean
  send: (form: VisitForm) => Promise<void>
}

const FOUND: Verification[] = ['CONFIRMED', 'NOT_IN_NEED', 'MOVED', 'DEAD', 'DUPLICATE', 'REFUSED']
const NOBODY: Verification[] = ['NOT_FOUND', 'MOVED', 'DEAD', 'INACCESSIBLE', 'DUPLICATE']
const CLASSES: HouseholdClass[] = ['CAN_DEVELOP', 'NEEDS_WELFARE', 'DECLINES']

export function VisitFields({
  of,
  asks,
  promised,
  form,
  change,
  isBusy,
  reasons,
  isKeeping,
  send,
}: VisitFieldsProps) {
  const { t } = useTranslation('visit')
  const label = useLabel()
  const { may } = useSession()
  const [lacks, setLacks] = useState<ReturnType<typeof lacking>>(null)
  const wasMet = form.manner !== 'NOBODY_MET'
  const isChanged = wasMet && form.change === 'something'
  const choices = <K extends string>(family: 'verification' | 'household_class', codes: K[]): Choice<K>[] =>
    codes.map(id => ({ id, label: label(family, id) }))
  const changed = (part: Partial<VisitForm>) => {
    setLacks(null)
    change(part)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const missing = lacking(form)
    setLacks(missing)
    if (!missing) void send(form)
  }

  return (
    <form className={style.form} onSubmit={submit} noValidate>
      {wasMet && (
        <Options
          label={t('form.change')}
          choices={[
            { id: 'nothing', label: t('form.nothing'), hint: t('form.nothingHint') },
            { id: 'something', label: t('form.something'), hint: t('form.somethingHint') },
          ]}
          value={form.change}
          onChange={it => changed({ change: it })}
          error={lacks === 'change' ? t('lacking.change') : null}
        />
      )}
      <HowAndWho form={form} change={changed} crew={of.crew} isLacking={lacks === 'visitors'} />
      {isNoticeDue(of.subject) && <Consents form={form} change={changed} wasMet={wasMet} />}
      {isChanged && <Questions asks={asks} common={of.common} form={form} change={changed} />}
      {isChanged && promised.length > 0 && (
        <PromisedHelp of={promised} needs={of.common.needs} form={form} change={changed} />
      )}
      {may('VERIFY_CASE') && (isChanged || !wasMet) && (
        <Chosen
          label={t('form.verification')}
          choices={choices('verification', wasMet ? FOUND : NOBODY)}
          value={form.verification}
          onChange={it => changed({ verification: it })}
        />
      )}
      {may('VERIFY_CASE') && isChanged && (
        <Chosen
          label={t('form.class')}
          choices={choices('household_class', CLASSES)}
          value={form.class}
          onChange={it => changed({ class: it })}
        />
      )}
      {form.manner === 'AT_HOME' && <Where form={form} change={changed} />}
      <TextField
        label={t('form.note')}
        hint={t('form.noteHint')}
        rows={3}
        maxLength={2000}
        value={form.note}
        onChange={note => changed({ note })}
      />
      <Soft>{t(isKeeping ? 'draft.kept' : 'draft.notKept')}</Soft>
      <div className={style.bar}>
        <Refused outcome={reasons.length > 0 ? { done: false, refusals: reasons } : null} />
        {lacks && (
          <p className={style.lacks} role="alert">
            {t(`lacking.${lacks}`)}
          </p>
        )}
        <Button tone="main" type="submit" isWide isBusy={isBusy}>
          {t('form.send')}
        </Button>
      </div>
    </form>
  )
}

/** One of a few that can be taken back. */
function Chosen<K extends string>({
  label,
  choices,
  value,
  onChange,
}: {
  label: string
  choices: Choice<K>[]
  value: K | null
  onChange: (value: K | null) => void
}) {
  const { t } = useTranslation('visit')
  return (
    <div>
      <Options label={label} choices={choices} value={value} onChange={onChange} isRow />
      {value && (
        <Button tone="quiet" onPress={() => onChange(null)}>
          {t('form.clear')}
        </Button>
      )}
    </div>
  )
}
