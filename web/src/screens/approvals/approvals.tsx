// What waits for a decision: assignments, plans, closings, proposals, each list agreed to as a whole or but for some.
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { useSession } from '~/app/session'
import { PageHead } from '~/base/page'
import { State } from '~/base/state'
import { useFormat } from '~/format/use-format'
import { CopyForLine } from '../home/copy-for-line'
import { useLineText } from '../home/line-text'
import { type Counts, useWaiting } from '../home/waiting'
import style from './approvals.module.css'
import { Assignments } from './assignments'
import { Closings } from './closings'
import { type Part, partShown, partsFor } from './parts'
import { Plans } from './plans'
import { Proposals } from './proposals'

const LISTS = { assignments: Assignments, plans: Plans, closings: Closings, proposals: Proposals }

export default function ApprovalsScreen() {
  const { t } = useTranslation(['approvals', 'common'])
  const { may } = useSession()
  const [search] = useSearchParams()
  const { counts } = useWaiting()
  const textOf = useLineText()
  const parts = partsFor(may)
  const shown = partShown(parts, search.get('of'), counts ?? {})
  const List = shown && LISTS[shown]
  if (!List) {
    return (
      <State tone="empty" title={t('common:state.forbiddenTitle')}>
        {t('common:state.forbidden')}
      </State>
    )
  }
  const told = parts.map(it => ({ label: t(`part.${it}`), count: counts?.[it] }))
  return (
    <>
      <PageHead title={t('title')} lead={t('lead')}>
        {counts && <CopyForLine text={textOf(t('title'), told, '/approvals')} />}
      </PageHead>
      {parts.length > 1 && <Tabs parts={parts} shown={shown} counts={counts} />}
      <section aria-label={t(`part.${shown}`)}>
        <List />
      </section>
    </>
  )
}

function Tabs({ parts, shown, counts }: { parts: Part[]; shown: Part; counts: Counts | null }) {
  const { t } = useTranslation('approvals')
  const format = useFormat()
  return (
    <nav className={style.tabs} aria-label={t('parts')}>
      {parts.map(it => {
        const count = counts?.[it]
        return (
          <Link
            key={it}
            to={`?of=${it}`}
            replace
            className={style.tab}
            aria-current={it === shown ? 'page' : undefined}
          >
            <span>{t(`part.${it}`)}</span>
            {count !== undefined && <strong>{format.number(count)}</strong>}
          </Link>
        )
      })}
    </nav>
  )
}
