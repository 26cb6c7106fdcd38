// Questions whether two records are one: those that wait, one after another, and those that were answered.
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { useSession } from '~/app/session'
import { PageHead } from '~/base/page'
import { State } from '~/base/state'
import { AnsweredQuestions } from './answered'
import style from './questions.module.css'
import { Queue } from './queue'

export default function QuestionsScreen() {
  const { t } = useTranslation(['questions', 'common'])
  const { may } = useSession()
  const [search] = useSearchParams()
  const isAnswered = search.get('show') === 'answered'
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
        <Link to="?" replace aria-current={isAnswered ? undefined : 'page'}>
          {t('tab.waiting')}
        </Link>
        <Link to="?show=answered" replace aria-current={isAnswered ? 'page' : undefined}>
          {t('tab.answered')}
        </Link>
      </nav>
      {isAnswered ? <AnsweredQuestions /> : <Queue />}
    </>
  )
}
