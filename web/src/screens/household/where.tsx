// Where the household lives, and where it lived before.
import { useTranslation } from 'react-i18next'
import { usePreferences } from '~/app/preferences'
import { Card, Facts } from '~/base/page'
import { useFormat } from '~/format/use-format'
import { useStory } from './story'

export function WhereSection() {
  const { t } = useTranslation('household')
  const format = useFormat()
  const { language } = usePreferences()
  const { household } = useStory().it
  const nameOf = (area?: { nameTh?: string | null; nameEn?: string | null } | null) =>
    (language === 'en' && area?.nameEn) || area?.nameTh || t('where.areaGone')
  return (
    <Card>
      <Facts
        of={[
          [t('where.houseCode'), household.houseCode ? format.digits(household.houseCode) : t('unknown')],
          [t('where.houseNo'), household.houseNo ? format.digits(household.houseNo) : t('unknown')],
          [t('where.village'), household.villageName ?? t('unknown')],
          ...(household.description
            ? [[t('where.description'), household.description] as [string, string]]
            : []),
        ]}
      />
      <h3>{t('where.lived')}</h3>
      <ul>
        {household.residences.map(it => (
          <li key={it.since}>
            {nameOf(it.area)}{' '}
            {it.until
              ? t('members.span', { since: format.day(it.since), until: format.day(it.until) })
              : t('where.since', { date: format.day(it.since) })}
          </li>
        ))}
      </ul>
    </Card>
  )
}
