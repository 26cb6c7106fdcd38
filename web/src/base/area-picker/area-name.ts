// How an area is called: with the word for its level in Thai, by the code where no list has named it yet.
import type { Language } from '~/i18n/start'
import type { PickedAreaFragment } from './area-picker.generated'

export type PickedArea = PickedAreaFragment

type Named = Pick<PickedArea, 'code' | 'level' | 'nameTh'> & Partial<Pick<PickedArea, 'kind' | 'nameEn'>>

const THAI: Record<PickedArea['level'], string> = {
  COUNTRY: '',
  PROVINCE: 'จังหวัด',
  DISTRICT: 'อำเภอ',
  SUBDISTRICT: 'ตำบล',
  VILLAGE: 'หมู่ที่ ',
}

const BANGKOK: Record<PickedArea['level'], string> = {
  ...THAI,
  PROVINCE: '',
  DISTRICT: 'เขต',
  SUBDISTRICT: 'แขวง',
}

const ENGLISH: Record<PickedArea['level'], string> = {
  COUNTRY: '',
  PROVINCE: ' Province',
  DISTRICT: ' District',
  SUBDISTRICT: ' Subdistrict',
  VILLAGE: '',
}

/** The name with its level: ตำบลในเมือง, หมู่ที่ 3 บ้านหนองไผ่, Pla Pak District. */
export function areaName(area: Named, language: Language): string {
  const { code, level, nameTh, nameEn, kind = 'ADMINISTRATIVE' } = area
  if (kind !== 'ADMINISTRATIVE') return (language === 'en' && nameEn) || nameTh || code || ''
  const isBangkok = code?.startsWith('10') ?? false
  const village = level === 'VILLAGE' && code ? Number(code.slice(6, 8)) : null
  if (language === 'en') {
    if (!nameEn) return nameTh ?? code ?? ''
    return isBangkok && level === 'PROVINCE' ? nameEn : nameEn + ENGLISH[level]
  }
  const word = (isBangkok ? BANGKOK : THAI)[level]
  if (village) return `${word}${village} ${nameTh ?? ''}`.trim()
  return nameTh ? `${word}${nameTh}` : `${word} ${code ?? ''}`.trim()
}

/** What an area lies in, nearest first, without the country and itself. */
export function areaPlace(path: Named[], language: Language): string {
  return path
    .slice(1, -1)
    .reverse()
    .map(it => areaName(it, language))
    .join(' ')
}
