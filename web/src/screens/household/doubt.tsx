// A question waits whether this household, or somebody here, is the same as another: said, and no hindrance.
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { useSession } from '~/app/session'
import { Card } from '~/base/page'
import { useFormat } from '~/format/use-format'
import { useStory } from './story'
import { useAnewAfterActs } from './use-anew'
import { HouseholdDoubtsDocument } from './years.generated'

export function DoubtNotice() {
  const { t } = useTranslation('household')
  const format = useFormat()
  const { may } = useSession()
  const { it } = useStory()
  const [found, again] = useQuery({ query: HouseholdDoubtsDocument, variables: { id: it.id } })
  useAnewAfterActs(again)
  const n = found.data?.case?.household.nOpenQuestions ?? 0
  if (n === 0) return null
  return (
    <Card tone="warn">
      <p>
        {t('doubt.told', { n: format.number(n) })}{' '}
        {may('ANSWER_LINK_QUESTION') && <Link to="/questions?show=all">{t('doubt.open')}</Link>}
      </p>
    </Card>
  )
}
