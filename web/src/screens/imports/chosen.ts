// What somebody sets of how a file is read, kept apart from what was recognised until it is checked anew.
import type { ImportMappingInput } from '~/graph/schema.generated'
import type { RecognisedColumnsQuery } from './checks.generated'

export type Recognised = NonNullable<RecognisedColumnsQuery['importCheck']['recognised']>
export type SheetSeen = Recognised['sheets'][number]
export type ColumnSeen = SheetSeen['columns'][number]

/** Nothing is read from the column. */
export const IGNORED = ''

/** What was set by hand, by the key of its column or the name of its sheet. */
export type Chosen = {
  source: string | null
  year: number | null
  headerRows: Record<string, number>
  leftOut: Record<string, boolean>
  fields: Record<string, string>
}

export const NOTHING: Chosen = { source: null, year: null, headerRows: {}, leftOut: {}, fields: {} }

export const keyOf = (sheet: SheetSeen, column: ColumnSeen) => `${sheet.sheet}!${column.column}`

/** How sure, in one of three words. */
export function sureness(confidence: number): 'sure' | 'likely' | 'unsure' {
  if (confidence >= 900) return 'sure'
  return confidence >= 600 ? 'likely' : 'unsure'
}

/** The mapping that says what was set, and keeps what was set before. */
export function mappingOf(seen: Recognised, chosen: Chosen): ImportMappingInput {
  const source = chosen.source ?? seen.source?.source ?? null
  const isSourceNew = chosen.source !== null && chosen.source !== seen.source?.source
  const isKept = seen.isMapped || seen.saved
  const sheets = seen.sheets.flatMap(it => {
    const isLeftOut = chosen.leftOut[it.sheet] ?? it.isLeftOut
    const headerRow = chosen.headerRows[it.sheet]
    const isSet = headerRow !== undefined || (!it.isRead && Boolean(it.headerRow) && hasChosen(it, chosen))
    if (!isLeftOut && !isSet) return []
    return [{ sheet: it.sheet, isLeftOut, headerRow: isLeftOut ? null : (headerRow ?? it.headerRow) }]
  })
  const columns = seen.sheets
    .filter(it => !(chosen.leftOut[it.sheet] ?? it.isLeftOut))
    // Under another header the columns are others.
    .filter(it => chosen.headerRows[it.sheet] === undefined || chosen.headerRows[it.sheet] === it.headerRow)
    .flatMap(sheet =>
      sheet.columns.flatMap(column => {
        const set = chosen.fields[keyOf(sheet, column)]
        const kept =
          isKept && !isSourceNew ? (column.field ?? (sheet.isRead ? IGNORED : undefined)) : undefined
        const field = set ?? kept
        if (field === undefined) return []
        return [{ sheet: sheet.sheet, column: column.column, header: column.header, field: field || null }]
      }),
    )
  return { source, surveyYear: chosen.year, sheets, columns: columns.slice(0, 100) }
}

function hasChosen(sheet: SheetSeen, chosen: Chosen): boolean {
  return sheet.columns.some(it => chosen.fields[keyOf(sheet, it)])
}

/** True where something was set that the check does not know. */
export function isChanged(chosen: Chosen): boolean {
  return (
    chosen.source !== null ||
    chosen.year !== null ||
    [chosen.headerRows, chosen.leftOut, chosen.fields].some(it => Object.keys(it).length > 0)
  )
}
