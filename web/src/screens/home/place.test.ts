// Where a household is, in one line.
import { expect, test } from 'vitest'
import { placeOf } from './place'

const words = { moo: (n: number) => `หมู่ ${n}`, subdistrict: (name: string) => `ต.${name}` }
const village = {
  level: 'VILLAGE' as const,
  nameTh: 'บ้านคำกลาง',
  parent: { level: 'SUBDISTRICT' as const, nameTh: 'ในเมือง' },
}

test('a village as the survey wrote it stands before its official name', () => {
  const place = placeOf({ houseNo: '137', moo: 1, villageName: 'คำกลางเหนือ' }, village, 'th', words)
  expect(place).toBe('137 หมู่ 1 คำกลางเหนือ ต.ในเมือง')
})

test('what is not known is left out', () => {
  expect(placeOf(null, village, 'th', words)).toBe('บ้านคำกลาง ต.ในเมือง')
  expect(placeOf({ houseNo: '9' }, null, 'th', words)).toBe('9')
})

test('a household known only by its district bears no subdistrict', () => {
  expect(placeOf(null, { level: 'DISTRICT', nameTh: 'เมืองนครพนม' }, 'th', words)).toBe('เมืองนครพนม')
})
