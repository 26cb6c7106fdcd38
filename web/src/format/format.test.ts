// Days and numbers as people read them.
import { describe, expect, it } from 'vitest'
import { daysBetween, fiscalYear, formats, today } from './format'

const thai = formats({ language: 'th', digits: 'latn' })
const thaiDigits = formats({ language: 'th', digits: 'thai' })
const english = formats({ language: 'en', digits: 'latn' })

describe('days', () => {
  it('are shown in Buddhist years, without naming the era', () => {
    expect(thai.day('2026-03-05')).toBe('5 มี.ค. 2569')
    expect(thaiDigits.longDay('2026-03-05')).toBe('๕ มีนาคม ๒๕๖๙')
    expect(english.day('2026-03-05')).toBe('5 Mar 2569')
    expect(english.instant('2026-03-05T06:16:00Z')).toBe('5 Mar 2569, 13:16')
  })

  it('are those of Bangkok', () => {
    expect(thai.instant('2026-03-04T17:30:00Z')).toContain('5 มี.ค. 2569')
    expect(thai.time('2026-03-04T17:30:00Z')).toBe('00:30')
    expect(today(new Date('2026-03-04T17:30:00Z'))).toBe('2026-03-05')
  })

  it('belong to the fiscal year that ends in September', () => {
    expect(fiscalYear('2026-09-30')).toBe(2569)
    expect(fiscalYear('2026-10-01')).toBe(2570)
  })

  it('are counted from one to another', () => {
    expect(daysBetween('2026-02-27', '2026-03-01')).toBe(2)
  })
})

describe('numbers', () => {
  it('have separators, years have none', () => {
    expect(thai.number(12345)).toBe('12,345')
    expect(thaiDigits.number(12345)).toBe('๑๒,๓๔๕')
    expect(thai.year(2569)).toBe('2569')
  })

  it('show satang as baht', () => {
    expect(thai.baht('150050')).toBe('1,500.5')
    expect(thai.baht('-100')).toBe('-1')
  })

  it('keep the text of a house number', () => {
    expect(thaiDigits.digits('12/3')).toBe('๑๒/๓')
    expect(thai.digits('12/3')).toBe('12/3')
  })
})
