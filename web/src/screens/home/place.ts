// Where a household is, in one line that an officer of the district understands.
import { useTranslation } from 'react-i18next'
import { usePreferences } from '~/app/preferences'
import { useFormat } from '~/format/use-format'
import type { AreaLevel } from '~/graph/schema.generated'

type Named = { nameTh?: string | null; nameEn?: string | null; code?: string | null; level?: AreaLevel }
type House = { houseNo?: string | null; moo?: number | null; villageName?: string | null }
type Placed = Named & { parent?: Named | null }

/** The name of an area in a language, its code where nobody named it yet. */
export function nameOf(area: Named, language: 'th' | 'en'): string {
  return (language === 'en' && area.nameEn) || area.nameTh || area.code || ''
}

/** House number, village and subdistrict, as far as they are known; each once. */
export function placeOf(
  house: House | null | undefined,
  area: Placed | null | undefined,
  language: 'th' | 'en',
  words: { moo: (n: number) => string; subdistrict: (name: string) => string },
): string {
  const isVillage = area?.level === 'VILLAGE'
  const subdistrict = isVillage ? area.parent : area
  const parts = [
    house?.houseNo,
    house?.moo != null ? words.moo(house.moo) : null,
    house?.villageName || (isVillage ? nameOf(area, language) : null),
    subdistrict &&
      (!subdistrict.level || subdistrict.level === 'SUBDISTRICT'
        ? words.subdistrict(nameOf(subdistrict, language))
        : nameOf(subdistrict, language)),
  ]
  return parts.filter(Boolean).join(' ')
}

/** `placeOf` in the language and digits of who looks. */
export function usePlace() {
  const { t } = useTranslation('home')
  const { language } = usePreferences()
  const format = useFormat()
  return (house: House | null | undefined, area: Placed | null | undefined) =>
    format.digits(
      placeOf(house, area, language, {
        moo: number => t('place.moo', { number }),
        subdistrict: name => t('place.subdistrict', { name }),
      }),
    )
}

/** `nameOf` in the language of who looks. */
export function useAreaName() {
  const { language } = usePreferences()
  return (area: Named | null | undefined) => (area ? nameOf(area, language) : '')
}
