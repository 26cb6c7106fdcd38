// Type in sheets: a grid for a stack of paper, one row a sheet, by keyboard alone.
import { type KeyboardEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { PageHead, Row, Soft } from '~/base/page'
import { Loading } from '~/base/state'
import { today } from '~/format/format'
import { MayVisit } from '~/screens/visits/may-visit'
import { lacksOf, type Sheet } from './sheet'
import { SheetRow } from './sheet-row'
import style from './sheets.module.css'
import { useSheets } from './use-sheets'

const COLUMNS = ['number', 'day', 'went', 'manner', 'change', 'findings', 'note', 'state'] as const

export default function SheetsScreen() {
  return (
    <MayVisit>
      <Sheets />
    </MayVisit>
  )
}

function Sheets() {
  const { t } = useTranslation('sheets')
  const { sheets, searches, saving, visits, isKeeping, change, find, save, append, remove, clearSaved } =
    useSheets()
  // Rows that somebody tried to save say what they lack.
  const [tried, setTried] = useState<Set<string>>(new Set())
  const body = useRef<HTMLTableSectionElement>(null)
  if (!sheets) return <Loading lines={8} />
  const nSaved = sheets.filter(it => it.isSaved).length

  const focusRow = (at: number) =>
    requestAnimationFrame(() =>
      body.current?.rows[at]?.querySelector<HTMLElement>('[data-cell]:not(:disabled)')?.focus(),
    )

  const saveAndGoOn = (sheet: Sheet, at: number) => {
    setTried(all => new Set(all).add(sheet.id))
    if (lacksOf(sheet, today())) return
    void save(sheet)
    const next = sheets.findIndex((it, place) => at < place && !it.isSaved && !saving.has(it.id))
    if (next === -1) append()
    focusRow(next === -1 ? sheets.length : next)
  }

  // Enter goes on, as on a calculator; what is chosen from a list or typed stays where it is.
  const goOn = (event: KeyboardEvent<HTMLTableRowElement>, sheet: Sheet, at: number) => {
    const cell = event.target as HTMLElement
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || cell.dataset.cell === undefined) return
    event.preventDefault()
    const cells = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-cell]:not(:disabled)')]
    const next = cells[cells.indexOf(cell) + 1]
    if (next) next.focus()
    else saveAndGoOn(sheet, at)
  }

  return (
    <>
      <PageHead title={t('title')} lead={t('lead')} />
      <div className={style.scroll}>
        <table className={style.sheets} aria-label={t('table')}>
          <thead>
            <tr>
              {COLUMNS.map(it => (
                <th key={it} scope="col">
                  {t(it)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={body}>
            {sheets.map((sheet, at) => (
              <SheetRow
                key={sheet.id}
                sheet={sheet}
                search={searches[sheet.id]}
                isTried={tried.has(sheet.id)}
                isSaving={saving.has(sheet.id)}
                visit={visits.find(it => it.id === sheet.id)}
                change={part => change(sheet.id, part)}
                find={() => void find(sheet.id, sheet.number)}
                save={() => saveAndGoOn(sheet, at)}
                remove={() => remove(sheet.id)}
                onKeyDown={event => goOn(event, sheet, at)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <Row>
        <Button
          onPress={() => {
            append()
            focusRow(sheets.length)
          }}
        >
          {t('add')}
        </Button>
        {nSaved > 0 && (
          <Button tone="quiet" onPress={clearSaved}>
            {t('clearSaved')}
          </Button>
        )}
        <span role="status">{nSaved > 0 && t('savedCount', { count: nSaved })}</span>
        <Soft>{t(isKeeping ? 'kept' : 'notKept')}</Soft>
      </Row>
    </>
  )
}
