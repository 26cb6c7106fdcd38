// Which of the marked cases the act would be refused for, why, and what can be done: said before anybody confirms.
import { useTranslation } from 'react-i18next'
import { usePreferences } from '~/app/preferences'
import { areaName } from '~/base/area-picker/area-name'
import { Button } from '~/base/button'
import { Card, Row } from '~/base/page'
import { useFormat } from '~/format/use-format'
import type { ForeseenFragment } from './acts.generated'
import { areasOf, countInTheWay, toLeaveOut } from './ways-out'

export function InTheWay({
  of,
  mayLeaveOut,
  onLeaveOut,
  onNarrow,
}: {
  of: ForeseenFragment
  mayLeaveOut: number
  onLeaveOut: (...caseIds: string[]) => void
  /** Absent where the cases were named one by one. */
  onNarrow?: ((areaId: string) => void) | undefined
}) {
  const { t } = useTranslation('cases')
  const { language } = usePreferences()
  const format = useFormat()
  const { refusals, caseCount } = of
  if (refusals.length === 0) return null
  const count = countInTheWay(refusals)
  const ids = toLeaveOut(refusals, caseCount, mayLeaveOut)
  return (
    <Card tone="warn">
      <div role="alert">
        <strong>{t('inTheWay.title', { told: format.number(count), of: format.number(caseCount) })}</strong>
        <ul>
          {refusals.map(it => (
            <li key={it.code}>{t('inTheWay.why', { told: format.number(it.caseCount), why: it.message })}</li>
          ))}
        </ul>
      </div>
      <p>
        {t('inTheWay.where', {
          places: areasOf(refusals)
            .map(it => `${areaName(it.area, language)} ${format.number(it.caseCount)}`)
            .join(' · '),
        })}
      </p>
      <Row>
        {ids.length > 0 && (
          <Button onPress={() => onLeaveOut(...ids)}>
            {t('inTheWay.leaveOut', {
              told: format.number(count),
              rest: format.number(caseCount - count),
            })}
          </Button>
        )}
        {onNarrow &&
          areasOf(refusals).map(({ area, caseCount: there }) => (
            <Button key={area.id} tone="quiet" onPress={() => onNarrow(area.id)}>
              {t('inTheWay.only', { name: areaName(area, language), told: format.number(there) })}
            </Button>
          ))}
      </Row>
      {ids.length === 0 && <p>{t(onNarrow ? 'inTheWay.tooMany' : 'inTheWay.none')}</p>}
    </Card>
  )
}
