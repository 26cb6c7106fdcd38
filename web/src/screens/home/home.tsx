// Home: what waits today for whoever is signed in, and the figures that matter to them.
import { useTranslation } from 'react-i18next'
import { useMe, useSession } from '~/app/session'
import { PageHead } from '~/base/page'
import { today } from '~/format/format'
import { useFormat, useLabel } from '~/format/use-format'
import { CopyForLine } from './copy-for-line'
import { useLineText } from './line-text'
import { MyHouseholds } from './my-households'
import { Overview } from './overview'
import { useAreaName } from './place'
import { type Task, tasksFor } from './tasks'
import { type Counts, useWaiting } from './waiting'
import { WaitingToday } from './waiting-today'

export default function HomeScreen() {
  const { t } = useTranslation('home')
  const { may } = useSession()
  const { displayName, grants } = useMe()
  const format = useFormat()
  const label = useLabel()
  const nameOf = useAreaName()
  const now = grants.filter(it => isOfToday(it))
  const roles = [...new Set(now.map(it => it.role))]
  const tasks = tasksFor(roles, may)
  const { result, counts, again } = useWaiting()
  const areas = now.flatMap(it => it.areas)
  const lead = [displayName, ...roles.map(it => label('role', it)), ...areas.map(nameOf)]
  return (
    <>
      <PageHead
        title={t('title')}
        lead={
          <>
            {[...new Set(lead)].join(' · ')}
            <br />
            {format.longDay(today())}
          </>
        }
      >
        {counts && may('READ_CASE') && <ForLine tasks={tasks} counts={counts} />}
      </PageHead>
      <WaitingToday tasks={tasks} counts={counts} result={result} again={() => again()} />
      {tasks.includes('mine') && <MyHouseholds />}
      {may('READ_FIGURES') && <Overview areas={areas} isEverywhere={now.some(it => it.isEverywhere)} />}
    </>
  )
}

function isOfToday({ validFrom, validUntil }: { validFrom: string; validUntil?: string | null }): boolean {
  const day = today()
  return validFrom <= day && (!validUntil || validUntil >= day)
}

function ForLine({ tasks, counts }: { tasks: Task[]; counts: Counts }) {
  const { t } = useTranslation('home')
  const textOf = useLineText()
  const told = tasks.flatMap(it =>
    it in counts ? [{ label: t(`task.${it}`), count: counts[it as keyof Counts] }] : [],
  )
  return <CopyForLine text={textOf(t('waiting'), told, '/')} />
}
