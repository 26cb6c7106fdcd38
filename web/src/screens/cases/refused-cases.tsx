// Why nothing was done to many cases; where one case stands in the way, it can be looked at or left out.
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { ButtonLink } from '~/base/button-link'
import { Row } from '~/base/page'
import { Refused } from '~/base/refused'
import type { Outcome, Refusal } from '~/graph/act'

type Told = Refusal & { caseId?: string | null }

export function RefusedCases({
  outcome,
  fields,
  onLeaveOut,
}: {
  outcome: Outcome<unknown> | null
  fields?: string[]
  /** Absent where all are meant. */
  onLeaveOut?: (caseId: string) => void
}) {
  const { t } = useTranslation('cases')
  const refusals: Told[] = outcome && !outcome.done ? outcome.refusals : []
  // A case that stands in the way is told here, whichever field it is about: that may be out of sight.
  const told =
    outcome && !outcome.done && !outcome.fault
      ? { ...outcome, refusals: refusals.map(it => (it.caseId ? { ...it, field: null } : it)) }
      : outcome
  const ids = refusals.flatMap(it => (it.caseId ? [it.caseId] : []))
  return (
    <>
      <Refused outcome={told} fields={fields} />
      {ids.map(id => (
        <Row key={id}>
          <ButtonLink to={`/cases/${id}`}>{t('refused.look')}</ButtonLink>
          {onLeaveOut && <Button onPress={() => onLeaveOut(id)}>{t('refused.leaveOut')}</Button>}
        </Row>
      ))}
    </>
  )
}
