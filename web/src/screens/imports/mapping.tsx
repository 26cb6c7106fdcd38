// What each column of a file was taken for and why, and how it is to be read otherwise.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Badge } from '~/base/badge'
import { Button } from '~/base/button'
import { Checkbox, TextField } from '~/base/field'
import { Row, Soft, Stack } from '~/base/page'
import { Answer } from '~/base/state'
import { Table } from '~/base/table'
import { fiscalYear, today } from '~/format/format'
import { useFormat } from '~/format/use-format'
import type { ImportMappingInput } from '~/graph/schema.generated'
import { RecognisedColumnsDocument } from './checks.generated'
import {
  type Chosen,
  type ColumnSeen,
  IGNORED,
  isChanged,
  keyOf,
  mappingOf,
  NOTHING,
  type Recognised,
  type SheetSeen,
  sureness,
} from './chosen'
import style from './imports.module.css'
import { SaveMapping } from './save-mapping'
import { useSource } from './told'
import { yearOf } from './year'

const SOURCES = ['tpmap', 'thaiqm', 'bmn', 'welfare']
const TONE = { sure: 'good', likely: 'calm', unsure: 'warn' } as const

type MappingProps = {
  checkId: string
  /** The file is checked anew, read so. */
  onMapping: (mapping: ImportMappingInput) => void
  /** True where the file was read. */
  isRead: boolean
}

export function Mapping({ checkId, onMapping, isRead }: MappingProps) {
  const { t } = useTranslation('imports')
  const [isOpen, setOpen] = useState(false)
  return (
    <details onToggle={event => event.currentTarget.open && setOpen(true)}>
      <summary className={style.more}>{t('mapping.title')}</summary>
      {isOpen && <Opened checkId={checkId} onMapping={onMapping} isRead={isRead} />}
    </details>
  )
}

function Opened({ checkId, onMapping, isRead }: MappingProps) {
  const { t } = useTranslation('imports')
  const [result, again] = useQuery({ query: RecognisedColumnsDocument, variables: { id: checkId } })
  return (
    <Answer of={result} retry={again} lines={4}>
      {({ importCheck: { recognised } }) =>
        recognised ? (
          <Stack>
            <SetColumns seen={recognised} onMapping={onMapping} />
            {isRead && <SaveMapping checkId={checkId} seen={recognised} />}
          </Stack>
        ) : (
          <p>{t('mapping.nothingSeen')}</p>
        )
      }
    </Answer>
  )
}

function SetColumns({ seen, onMapping }: { seen: Recognised } & Pick<MappingProps, 'onMapping'>) {
  const { t } = useTranslation('imports')
  const [chosen, setChosen] = useState<Chosen>(NOTHING)
  const change = (it: Partial<Chosen>) => setChosen({ ...chosen, ...it })
  return (
    <Stack>
      {seen.saved && (
        <p>
          <Badge tone="good">
            {t('mapping.saved', { name: seen.saved.name, version: seen.saved.version })}
          </Badge>
        </p>
      )}
      <Whole seen={seen} chosen={chosen} change={change} />
      {seen.sheets.map(it => (
        <Sheet key={it.sheet} of={it} seen={seen} chosen={chosen} change={change} />
      ))}
      <Row>
        <Button isDisabled={!isChanged(chosen)} onPress={() => onMapping(mappingOf(seen, chosen))}>
          {t('mapping.again')}
        </Button>
        <Soft>{t('mapping.againTold')}</Soft>
      </Row>
    </Stack>
  )
}

type Part = { seen: Recognised; chosen: Chosen; change: (it: Partial<Chosen>) => void }

/** Source and year of the whole file. */
function Whole({ seen, chosen, change }: Part) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const source = useSource()
  const [year, setYear] = useState('')
  const { source: first, second } = seen
  const read = yearOf(year, fiscalYear(today()))
  return (
    <div className={style.whole}>
      <label className={style.set}>
        <span>{t('mapping.source')}</span>
        <select
          className={style.select}
          value={chosen.source ?? first?.source ?? ''}
          onChange={event => change({ source: event.target.value, fields: {} })}
        >
          {!first && <option value="">{t('mapping.unknownSource')}</option>}
          {first && !SOURCES.includes(first.source) && (
            <option value={first.source}>{source(first.source)}</option>
          )}
          {SOURCES.map(it => (
            <option key={it} value={it}>
              {source(it)}
            </option>
          ))}
        </select>
        {first && (
          <Soft>
            {t(`mapping.${sureness(first.confidence)}`)} · {first.reasons.join(' · ')}
            {second && ` · ${t('mapping.second', { source: source(second.source) })}`}
          </Soft>
        )}
      </label>
      <TextField
        label={t('check.year')}
        hint={seen.year ? `${format.year(seen.year.surveyYear)} · ${seen.year.reason}` : t('mapping.noYear')}
        inputMode="numeric"
        maxLength={4}
        value={year}
        onChange={text => {
          setYear(text)
          change({ year: yearOf(text, fiscalYear(today())) })
        }}
        error={year.length >= 4 && read === null ? t('check.yearWrong') : null}
      />
    </div>
  )
}

/** One sheet: where its header stands, whether it is read, and its columns. */
function Sheet({ of, seen, chosen, change }: { of: SheetSeen } & Part) {
  const { t } = useTranslation('imports')
  const name = of.sheet || t('check.text')
  const [row, setRow] = useState('')
  const isLeftOut = chosen.leftOut[of.sheet] ?? of.isLeftOut
  const setHeader = (text: string) => {
    setRow(text)
    const { [of.sheet]: _, ...others } = chosen.headerRows
    const number = /^\d{1,3}$/.test(text.trim()) ? Number(text) : 0
    change({ headerRows: number > 0 ? { ...others, [of.sheet]: number } : others })
  }
  const set = (column: ColumnSeen, field: string) => {
    const { [keyOf(of, column)]: _, ...others } = chosen.fields
    const isAsRead = field === (column.field ?? IGNORED) && of.isRead
    change({ fields: isAsRead ? others : { ...others, [keyOf(of, column)]: field } })
  }
  return (
    <section aria-label={name} className={style.sheet}>
      <h3>{name}</h3>
      <Soft>{of.reason}</Soft>
      <div className={style.whole}>
        <TextField
          label={t('mapping.headerRow')}
          hint={of.headerRow ? t('mapping.headerRowNow', { row: of.headerRow }) : undefined}
          inputMode="numeric"
          maxLength={3}
          value={row}
          onChange={setHeader}
        />
        {seen.sheets.length > 1 && (
          <Checkbox
            isSelected={isLeftOut}
            onChange={it => change({ leftOut: { ...chosen.leftOut, [of.sheet]: it } })}
          >
            {t('mapping.leaveOut')}
          </Checkbox>
        )}
      </div>
      {!isLeftOut && of.columns.length > 0 && (
        <Table
          label={t('mapping.columnsOf', { name })}
          rows={of.columns}
          rowKey={it => it.column}
          columns={[
            {
              key: 'column',
              head: t('mapping.column'),
              cell: it => (
                <>
                  <Soft>{it.column}</Soft> {it.header}
                </>
              ),
            },
            {
              key: 'sample',
              head: t('mapping.sample'),
              cell: it => <Samples of={it.samples.map(sample => sample.written)} />,
            },
            {
              key: 'read',
              head: t('mapping.read'),
              cell: it => <Samples of={it.samples.map(sample => sample.read ?? '–')} />,
            },
            {
              key: 'field',
              head: t('mapping.field'),
              cell: it => (
                <Field
                  of={it}
                  fields={seen.fields}
                  value={chosen.fields[keyOf(of, it)] ?? it.field ?? IGNORED}
                  onChange={field => set(it, field)}
                />
              ),
            },
          ]}
        />
      )}
    </section>
  )
}

function Samples({ of }: { of: string[] }) {
  if (of.length === 0) return <Soft>–</Soft>
  return (
    <ul className={style.samples}>
      {of.map((it, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cells in the order of their rows.
        <li key={at}>{it}</li>
      ))}
    </ul>
  )
}

type FieldProps = {
  of: ColumnSeen
  fields: Recognised['fields']
  value: string
  onChange: (field: string) => void
}

/** What a column holds: those likely first, then every field; and why it was taken for what it is. */
function Field({ of, fields, value, onChange }: FieldProps) {
  const { t } = useTranslation('imports')
  const sure = sureness(of.confidence)
  const likely = of.others.filter(it => fields.some(field => field.field === it.field))
  return (
    <div className={style.set}>
      <select
        className={style.select}
        aria-label={t('mapping.fieldOf', { column: `${of.column} ${of.header}` })}
        value={value}
        onChange={event => onChange(event.target.value)}
      >
        <option value={IGNORED}>{t('mapping.ignore')}</option>
        {likely.length > 0 && (
          <optgroup label={t('mapping.likelyOnes')}>
            {likely.map(it => (
              <option key={it.field} value={it.field}>
                {it.label}
              </option>
            ))}
          </optgroup>
        )}
        <optgroup label={t('mapping.allOnes')}>
          {fields
            .filter(it => !likely.some(other => other.field === it.field))
            .map(it => (
              <option key={it.field} value={it.field}>
                {it.label}
              </option>
            ))}
        </optgroup>
      </select>
      <span>
        {of.field && <Badge tone={TONE[sure]}>{t(`mapping.${sure}`)}</Badge>} <Soft>{of.reason}</Soft>
      </span>
    </div>
  )
}
