// One sheet: plain cells of the browser, so that typing a digit or letter chooses.
import { type KeyboardEvent, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Badge } from '~/base/badge'
import { Button } from '~/base/button'
import { today } from '~/format/format'
import { useFormat, useLabel } from '~/format/use-format'
import type { Verification, VisitManner } from '~/graph/schema.generated'
import type { Waiting } from '~/offline/outbox'
import { useHouseholdWords, useProblemText } from '~/screens/visits/words'
import { Cell, NumberedSelect, TextCell } from './cells'
import { dayOf, isEmpty, lacksOf, problemsOf, type Sheet } from './sheet'
import style from './sheets.module.css'
import type { Search } from './use-sheets'

const MANNERS: VisitManner[] = ['AT_HOME', 'ELSEWHERE', 'TELEPHONE', 'NOBODY_MET']
const MET: Verification[] = ['CONFIRMED', 'NOT_IN_NEED', 'MOVED', 'DEAD', 'DUPLICATE', 'REFUSED']
const NOT_MET: Verification[] = ['NOT_FOUND', 'MOVED', 'DEAD', 'INACCESSIBLE', 'DUPLICATE']

type SheetRowProps = {
  sheet: Sheet
  search?: Search
  isTried: boolean
  isSaving: boolean
  visit?: Waiting
  change: (part: Partial<Sheet>) => void
  find: () => void
  save: () => void
  remove: () => void
  onKeyDown: (event: KeyboardEvent<HTMLTableRowElement>) => void
}

export function SheetRow(props: SheetRowProps) {
  const { sheet, search, change, find, onKeyDown } = props
  const { t } = useTranslation(['sheets', 'visit'])
  const format = useFormat()
  const label = useLabel()
  const words = useHouseholdWords()
  const problemText = useProblemText()
  const names = useId()
  const { found } = sheet
  const day = dayOf(sheet.day, today())
  const wasMet = sheet.manner !== 'NOBODY_MET'
  const isChanged = wasMet && sheet.change === 'something'
  const isOff = sheet.isSaved || props.isSaving
  const problems = found ? problemsOf(found) : []

  return (
    <tr onKeyDown={onKeyDown} data-saved={sheet.isSaved || undefined}>
      <Cell name={t('number')}>
        <TextCell
          label={t('number')}
          value={sheet.number}
          onChange={number => change({ number, found: null })}
          onLeave={() => !found && find()}
          isDisabled={isOff}
          width={10}
        />
        <div className={style.household} aria-live="polite">
          {found && (
            <>
              <strong>{words.name(found.subject)}</strong>
              <span>{words.address(found.subject)}</span>
              {found.subject.status === 'CLOSED' && <Badge tone="warn">{t('closed')}</Badge>}
            </>
          )}
          {search && <span className={style.wrong}>{t(search)}</span>}
        </div>
      </Cell>
      <Cell name={t('day')}>
        <TextCell
          label={t('day')}
          value={sheet.day}
          onChange={it => change({ day: it })}
          placeholder={t('dayHint')}
          isDisabled={isOff}
          width={9}
        />
        {sheet.day && (
          <small className={day ? undefined : style.wrong}>{day ? format.day(day) : t('badDay')}</small>
        )}
      </Cell>
      <Cell name={t('went')}>
        <TextCell
          label={t('went')}
          value={sheet.went}
          onChange={went => change({ went })}
          placeholder={t('wentHint')}
          list={names}
          isDisabled={isOff}
          width={12}
        />
        <datalist id={names}>
          {found?.crew?.members.nodes.map(it => (
            <option key={it.id} value={it.name} />
          ))}
        </datalist>
      </Cell>
      <Cell name={t('manner')}>
        <NumberedSelect
          label={t('manner')}
          value={sheet.manner}
          choices={MANNERS.map(it => ({ id: it, label: label('visit_manner', it) }))}
          onChange={it => it && change({ manner: it })}
          isDisabled={isOff}
          isRequired
        />
        <TextCell
          label={t('toldBy')}
          isLabelShown
          value={sheet.toldBy}
          onChange={toldBy => change({ toldBy })}
          isDisabled={isOff || !wasMet}
          width={10}
        />
      </Cell>
      <Cell name={t('change')}>
        <NumberedSelect
          label={t('change')}
          value={sheet.change}
          choices={[
            { id: 'nothing', label: t('nothing') },
            { id: 'something', label: t('something') },
          ]}
          onChange={it => change({ change: it })}
          isDisabled={isOff || !wasMet}
        />
        <NumberedSelect
          label={t('verification')}
          isLabelShown
          value={sheet.verification}
          choices={(wasMet ? MET : NOT_MET).map(it => ({ id: it, label: label('verification', it) }))}
          onChange={verification => change({ verification })}
          isDisabled={isOff || (wasMet && !isChanged)}
        />
      </Cell>
      <Cell name={t('findings')}>
        {found && problems.length === 0 && <small>{t('noProblems')}</small>}
        {problems.map(it => (
          <NumberedSelect
            key={it.id}
            label={problemText(it.code, it.text)}
            isLabelShown
            empty={t('notAsked')}
            value={(sheet.answers[it.code] as 'there' | 'solved' | 'gone' | 'refused' | undefined) ?? null}
            choices={[
              { id: 'there', label: t('visit:answer.problem.there') },
              { id: 'solved', label: t('visit:answer.problem.solved') },
              { id: 'gone', label: t('visit:answer.problem.gone') },
              { id: 'refused', label: t('visit:answer.refused') },
            ]}
            onChange={to => {
              const { [it.code]: _, ...rest } = sheet.answers
              change({ answers: to ? { ...rest, [it.code]: to } : rest })
            }}
            isDisabled={isOff || !isChanged}
          />
        ))}
      </Cell>
      <Cell name={t('note')}>
        <TextCell
          label={t('note')}
          value={sheet.note}
          onChange={note => change({ note })}
          isDisabled={isOff}
          width={12}
        />
      </Cell>
      <Cell name={t('state')}>
        <RowState {...props} />
      </Cell>
    </tr>
  )
}

/** Where the row stands, and what it lacks. */
function RowState({ sheet, isTried, isSaving, visit, save, remove }: SheetRowProps) {
  const { t } = useTranslation(['sheets', 'common'])
  const lacks = lacksOf(sheet, today())
  const is = isSaving
    ? 'saving'
    : visit?.state === 'sent' || (sheet.isSaved && !visit)
      ? 'saved'
      : visit?.state === 'refused'
        ? 'refused'
        : sheet.isSaved
          ? 'waiting'
          : 'typing'
  const tones = {
    saving: 'calm',
    saved: 'good',
    refused: 'urgent',
    waiting: 'warn',
    typing: 'plain',
  } as const
  return (
    <div className={style.state} aria-live="polite">
      {!(is === 'typing' && isEmpty(sheet)) && <Badge tone={tones[is]}>{t(`is.${is}`)}</Badge>}
      {is === 'refused' && visit?.reasons.map(it => <small key={it.code}>{it.message}</small>)}
      {is === 'typing' && lacks && isTried && <small className={style.wrong}>{t(`lacks.${lacks}`)}</small>}
      {!sheet.isSaved && (
        <div className={style.acts}>
          <Button onPress={save} isBusy={isSaving}>
            {t('common:act.save')}
          </Button>
          <Button tone="quiet" aria-label={t('remove')} onPress={remove}>
            ✕
          </Button>
        </div>
      )}
    </div>
  )
}
