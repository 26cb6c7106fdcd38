// Areas by name, with the short words before them as officers write them.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '~/app/preferences'
import type { AreaPathFragment } from './cases.generated'

export type Area = Pick<AreaPathFragment, 'id' | 'code' | 'level' | 'nameTh' | 'nameEn'>

export function useArea() {
  const { t } = useTranslation('cases')
  const { language } = usePreferences()
  return useMemo(() => {
    const bare = (it: Area) => (language === 'en' && it.nameEn) || it.nameTh || it.code || t('area.unnamed')
    /** Its name with what it is, such as ต.ในเมือง; Bangkok has words of its own. */
    const name = (it: Area) => {
      const isBangkok = it.code?.startsWith('10')
      switch (it.level) {
        case 'PROVINCE':
          return isBangkok ? bare(it) : t('area.province', { name: bare(it) })
        case 'DISTRICT':
          return t(isBangkok ? 'area.khet' : 'area.district', { name: bare(it) })
        case 'SUBDISTRICT':
          return t(isBangkok ? 'area.khwaeng' : 'area.subdistrict', { name: bare(it) })
        default:
          return bare(it)
      }
    }
    /** What of its path lies at a level. */
    const at = (path: readonly Area[], level: Area['level']) => path.find(it => it.level === level)
    /** Where it lies, from the smallest up to the province. */
    const where = (path: readonly Area[]) =>
      path
        .filter(it => it.level !== 'COUNTRY')
        .map(name)
        .reverse()
        .join(t('area.between'))
    return { bare, name, at, where }
  }, [t, language])
}
