// Households of the place that are known already and may be the same one, for who may read them.
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { Card } from '~/base/page'
import { useLater } from '~/base/use-later'
import { useFormat } from '~/format/use-format'
import { usePlace } from '../home/place'
import { KnownHouseholdsDocument } from './propose.generated'

export function Known({ areaId, text }: { areaId: string; text: string }) {
  const { t } = useTranslation('propose')
  const format = useFormat()
  const place = usePlace()
  const asked = useLater(text)
  const [found] = useQuery({
    query: KnownHouseholdsDocument,
    variables: { areaId, text: asked },
    pause: !asked,
  })
  const cases = found.data?.cases
  if (!asked || !cases || cases.nodes.length === 0) return null
  return (
    <Card tone="warn">
      <p role="status">{t('known', { told: format.number(cases.totalCount ?? cases.nodes.length) })}</p>
      <ul>
        {cases.nodes.map(it => (
          <li key={it.id}>
            <Link to={`/cases/${it.id}`}>
              {[it.household.shortNumber, place(it.household, it.area)].filter(Boolean).join(' · ')}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}
