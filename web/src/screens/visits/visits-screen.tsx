// Work on visits: what has been sent and what has not, and the households kept on this device.
import { useTranslation } from 'react-i18next'
import { PageHead } from '~/base/page'
import { KeptList } from './kept-list'
import { MayVisit } from './may-visit'
import { OutboxList } from './outbox-list'

export default function VisitsScreen() {
  const { t } = useTranslation('visit')
  return (
    <MayVisit>
      <PageHead title={t('list')} />
      <OutboxList />
      <KeptList />
    </MayVisit>
  )
}
