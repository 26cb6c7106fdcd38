// Where the household lives, and where it lived before.
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '~/app/preferences'
import { Card, Facts, Soft } from '~/base/page'
import { Loading } from '~/base/state'
import { useFormat } from '~/format/use-format'
import { useStory } from './story'
import { useSeen } from './use-seen'

const HouseMap = lazy(() => import('./map'))

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
      <Position />
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

function Position() {
  const { t } = useTranslation('household')
  const format = useFormat()
  const { position } = useStory().it.household
  const [place, isSeen] = useSeen<HTMLDivElement>()
  if (!position) return <Soft>{t('where.noPosition')}</Soft>
  const { latitude, longitude, accuracyMetres, observedOn } = position
  const degrees = (value: number) => format.digits(value.toFixed(5))
  const told = t(accuracyMetres ? 'where.positionWithin' : 'where.position', {
    latitude: degrees(latitude),
    longitude: degrees(longitude),
    metres: format.number(accuracyMetres ?? 0),
    date: format.day(observedOn),
  })
  return (
    <>
      <div ref={place}>
        {isSeen && (
          <Suspense fallback={<Loading lines={5} />}>
            <HouseMap at={position} metres={accuracyMetres ?? 0} />
          </Suspense>
        )}
      </div>
      <Soft>{told}</Soft>
    </>
  )
}
