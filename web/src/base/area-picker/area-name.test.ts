// Names of areas with their levels, Bangkok's own words, and areas that no list has named.
import { expect, test } from 'vitest'
import { areaName, areaPlace } from './area-name'

const named = (
  code: string | null,
  level: Parameters<typeof areaName>[0]['level'],
  nameTh: string | null,
) => ({
  code,
  level,
  nameTh,
  nameEn: null,
})

test('Thai names bear the word for their level', () => {
  expect(areaName(named('4801', 'DISTRICT', 'เมืองนครพนม'), 'th')).toBe('อำเภอเมืองนครพนม')
  expect(areaName(named('48010103', 'VILLAGE', 'บ้านหนองไผ่'), 'th')).toBe('หมู่ที่ 3 บ้านหนองไผ่')
})

test('Bangkok has districts of its own kind and is no province', () => {
  expect(areaName(named('10', 'PROVINCE', 'กรุงเทพมหานคร'), 'th')).toBe('กรุงเทพมหานคร')
  expect(areaName(named('1001', 'DISTRICT', 'พระนคร'), 'th')).toBe('เขตพระนคร')
})

test('an area without a name is told by its code', () => {
  expect(areaName(named('4899', 'DISTRICT', null), 'th')).toBe('อำเภอ 4899')
  expect(areaName(named('4899', 'DISTRICT', null), 'en')).toBe('4899')
})

test('a place tells what an area lies in, nearest first', () => {
  const path = [
    named(null, 'COUNTRY', 'ประเทศไทย'),
    named('48', 'PROVINCE', 'นครพนม'),
    named('4801', 'DISTRICT', 'เมืองนครพนม'),
    named('480101', 'SUBDISTRICT', 'ในเมือง'),
  ]
  expect(areaPlace(path, 'th')).toBe('อำเภอเมืองนครพนม จังหวัดนครพนม')
})
