// Taking an act back: what it does, and afterwards what was returned and what stayed, with why.
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Button } from '~/base/button'
import { Acts, Dialog } from '~/base/dialog'
import { KeyFigure, Row, Stack } from '~/base/page'
import { Refused } from '~/base/refused'
import { Loading } from '~/base/state'
import { Table } from '~/base/table'
import { useFormat, useLabel } from '~/format/use-format'
import type { Outcome } from '~/graph/act'
import type { ActFragment } from './acts.generated'
import { useArea } from './use-area'
import { type Undone, useUndo } from './use-undo'

type Kept = Undone['kept']['nodes'][number]

export function UndoDialog({
  act,
  title,
  isDone,
  onClose,
}: {
  act: ActFragment
  title: string
  /** It was taken back already: only what came of it is shown. */
  isDone: boolean
  onClose: () => void
}) {
  const { t } = useTranslation(['cases', 'common'])
  const format = useFormat()
  const undo = useUndo()
  const [outcome, setOutcome] = useState<Outcome<Undone> | null>(null)
  const [kept, setKept] = useState<Kept[]>([])
  const [isBusy, setBusy] = useState(isDone)

  const run = useCallback(
    async (after: string | null) => {
      setBusy(true)
      const came = await undo(act.id, after)
      setBusy(false)
      setOutcome(came)
      if (came.done)
        setKept(before => (after ? [...before, ...came.payload.kept.nodes] : came.payload.kept.nodes))
    },
    [undo, act.id],
  )
  useEffect(() => {
    if (isDone) void run(null)
  }, [isDone, run])

  const undone = outcome?.done ? outcome.payload : null
  const next = undone?.kept.pageInfo.hasNextPage ? undone.kept.pageInfo.endCursor : null
  return (
    <Dialog title={t('undo.title', { name: title })} isOpen isWide onClose={onClose}>
      <Stack>
        {!undone && !isDone && <p>{t('undo.lead', { told: format.number(act.caseCount) })}</p>}
        {!undone && isBusy && <Loading lines={2} />}
        {undone && (
          <Row>
            <KeyFigure value={format.number(undone.returnedCount)} label={t('undo.returned')} tone="good" />
            <KeyFigure value={format.number(undone.keptCount)} label={t('undo.kept')} />
          </Row>
        )}
        {kept.length > 0 && <KeptCases kept={kept} />}
        {next && (
          <Button tone="quiet" isBusy={isBusy} onPress={() => void run(next)}>
            {t('common:act.more')}
          </Button>
        )}
        <Refused outcome={outcome} />
      </Stack>
      <Acts>
        <Button onPress={onClose}>{t(undone || isDone ? 'common:act.close' : 'common:act.cancel')}</Button>
        {!undone && !isDone && (
          <Button tone="main" isBusy={isBusy} onPress={() => void run(null)}>
            {t('common:act.undo')}
          </Button>
        )}
      </Acts>
    </Dialog>
  )
}

function KeptCases({ kept }: { kept: Kept[] }) {
  const { t } = useTranslation('cases')
  const format = useFormat()
  const label = useLabel()
  const area = useArea()
  const why = (it: Kept) =>
    it.because === 'TEAM_ENDED'
      ? t('undo.teamEnded')
      : [
          it.event ? label('event', it.event) : t('undo.workedOn'),
          it.by?.displayName,
          it.at && format.instant(it.at),
        ]
          .filter(Boolean)
          .join(' · ')
  return (
    <Table
      label={t('undo.kept')}
      rows={kept.map((it, at) => ({ ...it, place: String(at) }))}
      rowKey={it => it.case?.id ?? it.place}
      columns={[
        {
          key: 'case',
          head: t('column.house'),
          cell: it =>
            it.case ? (
              <Link to={`/cases/${it.case.id}`}>
                {[it.case.household.shortNumber, format.digits(it.case.household.houseNo ?? '')]
                  .filter(Boolean)
                  .join(' · ')}
              </Link>
            ) : (
              t('undo.hidden')
            ),
        },
        {
          key: 'where',
          head: t('filter.area'),
          cell: it => it.case && area.where(it.case.area.path.slice(3)),
        },
        { key: 'why', head: t('undo.why'), cell: why },
      ]}
    />
  )
}
