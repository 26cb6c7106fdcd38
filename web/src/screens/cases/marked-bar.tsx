// What can be done to the marked cases.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '~/app/session'
import { Button } from '~/base/button'
import { useFormat } from '~/format/use-format'
import type { CaseFilter } from '~/graph/schema.generated'
import { AgreeDialog } from './agree'
import { AssignDialog } from './assign'
import style from './cases.module.css'
import { ALL, asked, countMarked, NONE, type Selection, teamOf, without } from './selection'
import { ShareDialog } from './share'

/** True where this account does something to many cases at once. */
export function useActsOnMany(): boolean {
  return useSession().may('ASSIGN_CASE', 'PREPARE_ASSIGNMENT', 'SHARE_AMONG_MENTORS', 'AGREE_CLOSING')
}

export function MarkedBar({
  filter,
  total,
  selection,
  onSelect,
}: {
  filter: CaseFilter
  total: number
  selection: Selection
  onSelect: (selection: Selection) => void
}) {
  const { t } = useTranslation(['cases', 'common'])
  const format = useFormat()
  const { may } = useSession()
  const [act, setAct] = useState<'assign' | 'share' | 'agree' | null>(null)
  const count = countMarked(selection, total)
  if (count === 0) return null
  const props = {
    selection: asked(selection, filter, total),
    count,
    areaId: filter.areaId,
    team: filter.teamId ?? teamOf(selection),
    onLeaveOut: (id: string) => onSelect(without(selection, id) ?? selection),
    onDone: () => {
      setAct(null)
      onSelect(NONE)
    },
    onClose: () => setAct(null),
  }
  return (
    <section className={style.bar} aria-label={t('marked.title')}>
      <strong role="status">{t('marked.count', { told: format.number(count) })}</strong>
      {count < total && (
        <Button tone="quiet" onPress={() => onSelect(ALL)}>
          {t('marked.all', { told: format.number(total) })}
        </Button>
      )}
      <Button tone="quiet" onPress={() => onSelect(NONE)}>
        {t('marked.none')}
      </Button>
      {may('ASSIGN_CASE', 'PREPARE_ASSIGNMENT') && (
        <Button tone="main" onPress={() => setAct('assign')}>
          {t(may('ASSIGN_CASE') ? 'assign.open' : 'assign.openPrepare')}
        </Button>
      )}
      {may('SHARE_AMONG_MENTORS') && <Button onPress={() => setAct('share')}>{t('share.open')}</Button>}
      {may('AGREE_CLOSING') && filter.closingProposed && (
        <Button onPress={() => setAct('agree')}>{t('agree.open')}</Button>
      )}
      {act === 'assign' && <AssignDialog {...props} />}
      {act === 'share' && <ShareDialog {...props} />}
      {act === 'agree' && <AgreeDialog {...props} />}
    </section>
  )
}
