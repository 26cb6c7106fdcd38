// The order of names.
import { expect, test } from 'vitest'
import { byName } from './order'

test('a vowel before its consonant does not count first, and numbers count as numbers', () => {
  const names = ['ในเมือง', 'โพธิ์ตาก', 'กุรุคุ', 'อาจสามารถ', 'ทีม 10', 'ทีม 2', 'เวินพระบาท', 'บ้านกลาง']
  expect(byName(names, it => it)).toEqual([
    'กุรุคุ',
    'ทีม 2',
    'ทีม 10',
    'ในเมือง',
    'บ้านกลาง',
    'โพธิ์ตาก',
    'เวินพระบาท',
    'อาจสามารถ',
  ])
})
