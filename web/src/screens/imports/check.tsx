// What a check found: as what the file was recognised, what importing it would do, and what is the matter with it.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Badge } from '~/base/badge'
import { Button } from '~/base/button'
import { Checkbox, TextField } from '~/base/field'
import { Facts, Row, Soft, Stack } from '~/base/page'
import { Answer } from '~/base/state'
import { fiscalYear, today } from '~/format/format'
import { useFormat } from '~/format/use-format'
import { Bands } from './bands'
import { ChangedHouseholds } from './changed-households'
import { CheckedIssues } from './checked-issues'
import {
  type BeginCheckMutationVariables,
  type CheckToldFragment,
  OneCheckDocument,
} from './checks.generated'
import { Duplicates } from './duplicates'
import style from './imports.module.css'
import { Mapping } from './mapping'
import { Progress } from './progress'
import { TakeFiles } from './take-files'
import { useSource } from './told'
import { Trust } from './trust'
import { yearOf } from './year'

const LOOK_AGAIN = 1000

/** What is chosen before the plan, where somebody chose. */
export type Chosen = Partial<Omit<BeginCheckMutationVariables, 'uploadId' | 'key'>>

type CheckProps = {
  id: string
  /** Something was chosen otherwise: the file is checked anew. */
  onChoose: (more: Chosen) => void
  /** To be imported as it was checked: its year and its plan, and why it goes on despite its duplicates. */
  onApply: (of: CheckToldFragment, despite: string | null) => void
  isApplying: boolean
}

export function Check({ id, onChoose, onApply, isApplying }: CheckProps) {
  const { t } = useTranslation('imports')
  const [result, again] = useQuery({ query: OneCheckDocument, variables: { id } })
  const isRunning = result.data?.importCheck.state === 'RUNNING'
  useEffect(() => {
    if (!isRunning) return
    const timer = setInterval(() => again({ requestPolicy: 'network-only' }), LOOK_AGAIN)
    return () => clearInterval(timer)
  }, [isRunning, again])
  return (
    <Answer of={result} retry={again} lines={2}>
      {({ importCheck: check }) => {
        if (check.state === 'RUNNING') {
          return <Progress done={check.nRowsDone} all={check.nRows} label={t('check.running')} />
        }
        const why = check.failure ?? check.refused
        if (why) {
          return (
            <Stack>
              <p className={style.refused} role="alert">
                {why.message} {t('new.nothingStored')}
              </p>
              {why.code === 'year_needed' && <AskYear onYear={surveyYear => onChoose({ surveyYear })} />}
              {check.refused && (
                <Mapping checkId={id} onMapping={mapping => onChoose({ mapping })} isRead={false} />
              )}
            </Stack>
          )
        }
        return <Found of={check} onChoose={onChoose} onApply={onApply} isApplying={isApplying} />
      }}
    </Answer>
  )
}

/** The survey year, where the file does not state it. */
function AskYear({ onYear }: { onYear: (year: number) => void }) {
  const { t } = useTranslation('imports')
  const [text, setText] = useState('')
  const year = yearOf(text, fiscalYear(today()))
  const isWrong = text.length >= 4 && year === null
  return (
    <div className={style.year}>
      <TextField
        label={t('check.year')}
        hint={t('check.yearHint')}
        inputMode="numeric"
        maxLength={4}
        value={text}
        onChange={setText}
        error={isWrong ? t('check.yearWrong') : null}
        isRequired
      />
      <Button tone="main" isDisabled={year === null} onPress={() => year !== null && onYear(year)}>
        {t('check.withYear')}
      </Button>
    </div>
  )
}

type FoundProps = { of: CheckToldFragment } & Pick<CheckProps, 'onChoose' | 'onApply' | 'isApplying'>

function Found({ of, onChoose, onApply, isApplying }: FoundProps) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const source = useSource()
  const [reason, setReason] = useState('')
  const taken = (of.nAccepted ?? 0) + (of.nAcceptedWithWarning ?? 0)
  const counts: [string, number | null | undefined][] = [
    [t('count.accepted'), of.nAccepted],
    [t('count.warned'), of.nAcceptedWithWarning],
    [t('count.rejected'), of.nRejected],
    [t('count.skipped'), of.nSkipped],
    [t('count.new'), of.nNew],
    [t('count.changed'), of.nChanged],
    [t('count.unchanged'), of.nUnchanged],
    [t('count.noLongerListed'), of.nNoLongerListed],
    [t('count.otherFileReplaced'), of.nOtherFileReplaced],
    [t('count.withoutPlace'), of.nWithoutPlace],
    [t('count.casesOpened'), of.nCasesOpened],
    [t('count.questions'), of.nQuestions],
  ]
  return (
    <Stack>
      <p>
        {t('check.recognised')}{' '}
        <strong>
          {of.source && source(of.source)} {of.surveyYear && format.year(of.surveyYear)}
        </strong>{' '}
        {of.isReadAsSaved && <Badge tone="good">{t('mapping.isSaved')}</Badge>}
      </p>
      <Facts of={counts.flatMap(([name, count]) => (count ? [[name, format.number(count)]] : []))} />
      {(of.nNoLongerListed ?? 0) > 0 && <p>{t('check.gone', { count: of.nNoLongerListed ?? 0 })}</p>}
      <ChangedHouseholds of={of} />
      <Duplicates of={of} reason={reason} onReason={setReason} />
      <Checkbox
        isSelected={of.blanks === 'ERASE_MARKED'}
        onChange={erases => onChoose({ blanks: erases ? 'ERASE_MARKED' : 'KEEP' })}
      >
        {t('check.erases')}
      </Checkbox>
      {of.bands && <Bands of={of.bands} onBands={bands => onChoose({ bands })} />}
      {of.trust.length > 0 && <Trust of={of.trust} onTrust={trust => onChoose({ trust })} />}
      <Odd of={of} />
      <ReadFrom of={of} />
      <Mapping checkId={of.id} onMapping={mapping => onChoose({ mapping })} isRead />
      <CheckedIssues id={of.id} kinds={of.issueKinds} />
      <TakeFiles of="checks" id={of.id} fileName={of.fileName} />
      <Row>
        <Button
          tone="main"
          isBusy={isApplying}
          isDisabled={taken === 0 || (of.stops !== null && !reason.trim())}
          onPress={() => onApply(of, of.stops ? reason.trim() : null)}
        >
          {t('check.apply', { count: taken })}
        </Button>
        <Soft>{t(taken === 0 ? 'check.nothingTaken' : 'check.applyTold')}</Soft>
      </Row>
    </Stack>
  )
}

/** What is odd about the sheets, each told once. */
function Odd({ of }: { of: CheckToldFragment }) {
  const { t } = useTranslation('imports')
  if (of.told.length === 0) return null
  return (
    <section aria-label={t('check.odd')}>
      <h3>{t('check.odd')}</h3>
      <ul>
        {of.told.map(it => (
          <li key={`${it.sheet} ${it.code}`}>
            {it.sheet && <Soft>{it.sheet}: </Soft>}
            {it.message}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Sheets with their header, which column each field is read from, and what nothing was read from. */
function ReadFrom({ of }: { of: CheckToldFragment }) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  return (
    <details>
      <summary className={style.more}>{t('check.columns', { count: of.columns.length })}</summary>
      <Stack>
        <ul>
          {of.sheets.map(it => (
            <li key={it.name}>
              {it.name || t('check.text')}:{' '}
              {it.headerRow == null
                ? t('check.noHeader')
                : t('check.header', { row: format.year(it.headerRow) })}
            </li>
          ))}
        </ul>
        <Facts of={of.columns.map(it => [it.label, it.header])} />
        {of.unknownColumns.length > 0 && (
          <p>
            <Soft>{t('columns.unknown')}</Soft> {of.unknownColumns.join(', ')}
          </p>
        )}
        {of.missingColumns.length > 0 && (
          <p>
            <Soft>{t('columns.missing')}</Soft> {of.missingColumns.join(', ')}
          </p>
        )}
      </Stack>
    </details>
  )
}
