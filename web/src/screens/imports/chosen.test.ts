import { describe, expect, it } from 'vitest'
import { isChanged, mappingOf, NOTHING, type Recognised, sureness } from './chosen'

const column = (letter: string, header: string, field: string | null) => ({
  column: letter,
  header,
  field,
  confidence: 0,
  reason: '',
  others: [],
  samples: [],
})

const seen = (isRead: boolean, isMapped = false): Recognised =>
  ({
    isMapped,
    saved: null,
    source: { source: 'tpmap', confidence: 100, reasons: [] },
    second: null,
    year: null,
    fields: [],
    sheets: [
      {
        sheet: 'ก',
        headerRow: 2,
        isRead,
        isLeftOut: false,
        confidence: 0,
        reason: '',
        columns: [column('A', 'ผู้รับ', null), column('B', 'ชื่อ', 'first')],
      },
    ],
  }) as unknown as Recognised

describe('what is set of how a file is read', () => {
  it('names the header row of a sheet that nothing was read from, with what was set', () => {
    const chosen = { ...NOTHING, source: 'tpmap', fields: { 'ก!A': 'first' } }
    const mapping = mappingOf(seen(false), chosen)
    expect(mapping.source).toBe('tpmap')
    expect(mapping.sheets).toEqual([{ sheet: 'ก', isLeftOut: false, headerRow: 2 }])
    expect(mapping.columns).toEqual([{ sheet: 'ก', column: 'A', header: 'ผู้รับ', field: 'first' }])
  })

  it('says nothing of what is to be recognised as ever', () => {
    expect(mappingOf(seen(true), { ...NOTHING, fields: { 'ก!B': '' } }).columns).toEqual([
      { sheet: 'ก', column: 'B', header: 'ชื่อ', field: null },
    ])
    expect(mappingOf(seen(true), NOTHING).columns).toEqual([])
  })

  it('keeps what was set before', () => {
    expect(mappingOf(seen(true, true), NOTHING).columns?.length).toBe(2)
  })

  it('knows whether anything was set', () => {
    expect([isChanged(NOTHING), isChanged({ ...NOTHING, leftOut: { ก: true } })]).toEqual([false, true])
    expect([950, 700, 100].map(sureness)).toEqual(['sure', 'likely', 'unsure'])
  })
})
