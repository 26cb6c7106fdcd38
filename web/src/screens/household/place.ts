// Where a household lives, in the words of an address.
import type { AreaLevel } from '~/graph/schema.generated'

export type PlaceArea = {
  code?: string | null
  level: AreaLevel
  nameTh?: string | null
  nameEn?: string | null
}

export type PlaceWord = 'subdistrict' | 'district' | 'province' | 'khwaeng' | 'khet' | 'bangkok' | 'village'

const WORDS: Partial<Record<AreaLevel, [PlaceWord, PlaceWord]>> = {
  VILLAGE: ['village', 'village'],
  SUBDISTRICT: ['subdistrict', 'khwaeng'],
  DISTRICT: ['district', 'khet'],
  PROVINCE: ['province', 'bangkok'],
}

/** The parts from the village up, each with the word that stands before its name. */
export function placeParts(path: PlaceArea[], language: string): { word: PlaceWord; name: string }[] {
  const isBangkok = path.some(it => it.level === 'PROVINCE' && it.code === '10')
  return [...path].reverse().flatMap(it => {
    const words = WORDS[it.level]
    const name = (language === 'en' && it.nameEn) || it.nameTh || it.code
    return words && name ? [{ word: words[isBangkok ? 1 : 0], name }] : []
  })
}
