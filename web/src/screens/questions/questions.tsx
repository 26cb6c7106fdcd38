// Questions whether two records are one: those that wait, one after another, on paper, and answered.
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { useSession } from '~/app/session'
import { PageHead } from '~/base/page'
import { State } from '~/base/state'
import { AnsweredQuestions } from './answered'
import { Paper } from './paper'
import style from './questions.module.css'
import { Queue } from './queue'

/** What can be looked at, with its name: by the address, so that it can be sent to somebody. */
const TABS = [
  ['mine', 'waiting'],
  ['all', 'all'],
  ['paper', 'paper'],
  ['answered', 'answered'],
] as const

export default function QuestionsScreen() {
  const { t } = useTranslation(['questions', 'common'])
  const { may } = useSession()
  const [search] = useSearchParams()
  const shown = search.get('show') ?? 'mine'
  if (!may('ANSWER_LINK_QUESTION')) {
    return (
      <State tone="empty" title={t('common:state.forbiddenTitle')}>
        {t('common:state.forbidden')}
      </State>
    )
  }
  return (
    <>
      <PageHead title={t('title')} lead={t('lead')} />
      <nav className={style.tabs} aria-label={t('title')}>
        {TABS.map(([show, name]) => (
          <Link
            key={show}
            to={show === 'mine' ? '?' : `?show=${show}`}
            replace
            aria-current={shown === show ? 'page' : undefined}
          >
            {t(`tab.${name}`)}
          </Link>
        ))}
      </nav>
      {shown === 'answered' && <AnsweredQuestions />}
      {shown === 'paper' && <Paper />}
      {(shown === 'mine' || shown === 'all') && <Queue key={shown} isAll={shown === 'all'} />}
    </>
  )
}
