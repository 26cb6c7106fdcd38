// How a household is called and where it is found, in one line each.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat, useLabel } from '~/format/use-format'
import type { Subject } from '~/offline/asks'

/** The head's name, or nothing where no source names one. */
export function headName(subject: Subject): string | null {
  const head = subject.household.members.find(it => it.isHead && it.until === null)?.person
  const name = head && [`${head.title ?? ''}${head.firstName ?? ''}`, head.lastName].filter(Boolean).join(' ')
  return name || null
}

/** Words of a household in the reader's language and digits. */
export function useHouseholdWords() {
  const { t, i18n } = useTranslation('visit')
  const format = useFormat()
  return useMemo(
    () => ({
      name: (of: Subject) => headName(of) ?? t('household.nameless'),
      number: (of: Subject) =>
        of.household.shortNumber ? t('household.number', { number: of.household.shortNumber }) : '',
      address: (of: Subject) => {
        const { houseNo, moo, villageName, description } = of.household
        const area = i18n.language === 'en' ? (of.area.nameEn ?? of.area.nameTh) : of.area.nameTh
        return [
          houseNo && t('household.house', { no: format.digits(houseNo) }),
          moo !== null && moo !== undefined && t('household.moo', { moo: format.digits(String(moo)) }),
          villageName ?? area,
          description,
        ]
          .filter(Boolean)
          .join(' ')
      },
      lastVisit: (of: Subject) =>
        of.lastVisitedOn
          ? t('household.lastVisit', { day: format.day(of.lastVisitedOn) })
          : t('household.neverVisited'),
    }),
    [t, i18n.language, format],
  )
}

/** The wording of a problem in the reader's language; as the catalogue prints it where there is no other. */
export function useProblemText() {
  const label = useLabel()
  return (code: string, printed: string | null | undefined) => {
    const text = label('problem', code)
    return text === code ? (printed ?? code) : text
  }
}
