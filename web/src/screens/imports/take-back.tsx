// Taking an import back: first what would return and what would stay and why, then the act.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { Button } from '~/base/button'
import { Acts, Dialog } from '~/base/dialog'
import { Soft, Stack } from '~/base/page'
import { Refused } from '~/base/refused'
import { say } from '~/base/said'
import { Answer } from '~/base/state'
import { Table } from '~/base/table'
import { useFormat, useLabel } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import {
  ImportUndoPreviewDocument,
  type ImportUndoPreviewQuery,
  type ImportUndoToldFragment,
  TakeImportBackDocument,
} from './imports.generated'

type Kept = ImportUndoPreviewQuery['import']['undoPreview']['keptHouseholds']['nodes'][number]

export function TakeBack({ id }: { id: string }) {
  const { t } = useTranslation('imports')
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button tone="danger" onPress={() => setOpen(true)}>
        {t('undo.act')}
      </Button>
      <Dialog title={t('undo.title')} isOpen={isOpen} onClose={() => setOpen(false)} isWide>
        <Preview id={id} onClose={() => setOpen(false)} />
      </Dialog>
    </>
  )
}

function Preview({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation(['imports', 'common'])
  const format = useFormat()
  const [after, setAfter] = useState<string | null>(null)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [result, again] = useQuery({
    query: ImportUndoPreviewDocument,
    variables: { id, after },
    requestPolicy: 'network-only',
  })
  const [undo, isBusy] = useAct(TakeImportBackDocument)
  const takeBack = async () => {
    const came = await undo({ importId: id })
    setOutcome(came)
    if (!came.done) return
    const told = came.payload.undo
    say(
      told && told.nFailedRows > 0
        ? t('undo.partly', { count: told.nFailedRows })
        : t('undo.done', { count: told?.nRows ?? 0 }),
    )
    onClose()
  }
  return (
    <Stack>
      <Answer of={result} retry={again}>
        {({ import: { undoPreview } }) => (
          <Stack>
            <p>
              {t(isOfHouseholds(undoPreview) ? 'undo.would' : 'undo.wouldRows', {
                rows: format.number(undoPreview.nRows),
                households: format.number(undoPreview.nHouseholds),
                cases: format.number(undoPreview.nCases),
              })}
            </p>
            <KeptCounts of={undoPreview} />
            <KeptHouseholds of={undoPreview.keptHouseholds.nodes} />
            {undoPreview.keptHouseholds.pageInfo.hasNextPage && (
              <Button onPress={() => setAfter(undoPreview.keptHouseholds.pageInfo.endCursor ?? null)}>
                {t('common:act.more')}
              </Button>
            )}
          </Stack>
        )}
      </Answer>
      <Refused outcome={outcome} />
      <Acts>
        <Button onPress={onClose}>{t('common:act.cancel')}</Button>
        <Button tone="danger" isBusy={isBusy} isDisabled={!result.data} onPress={() => void takeBack()}>
          {t('undo.confirm')}
        </Button>
      </Acts>
    </Stack>
  )
}

/** A roster brings rows of no household. */
const isOfHouseholds = (of: { nRows: number; nHouseholds: number }) => of.nHouseholds > 0 || of.nRows === 0

function KeptCounts({ of }: { of: ImportUndoToldFragment }) {
  const { t } = useTranslation('imports')
  const label = useLabel()
  const format = useFormat()
  if (of.kept.length === 0) return <p>{t('undo.nothingKept')}</p>
  return (
    <div>
      <strong>{t('undo.kept')}</strong>
      <ul>
        {of.kept.map(it => (
          <li key={it.because}>
            {label('kept_because', it.because)}:{' '}
            {t(it.nHouseholds > 0 ? 'undo.keptOne' : 'undo.keptRows', {
              households: format.number(it.nHouseholds),
              rows: format.number(it.nRows),
            })}
          </li>
        ))}
      </ul>
    </div>
  )
}

function KeptHouseholds({ of }: { of: Kept[] }) {
  const { t } = useTranslation('imports')
  const label = useLabel()
  const format = useFormat()
  if (of.length === 0) return null
  return (
    <Table
      label={t('undo.kept')}
      rows={of.map((it, place) => ({ ...it, place }))}
      rowKey={it => `${it.place}`}
      columns={[
        {
          key: 'household',
          head: t('column.household'),
          cell: it =>
            it.household?.case ? (
              <Link to={`/cases/${it.household.case.id}`}>{it.household.shortNumber}</Link>
            ) : (
              (it.household?.shortNumber ?? <Soft>{t('elsewhere')}</Soft>)
            ),
        },
        { key: 'because', head: t('column.because'), cell: it => label('kept_because', it.because) },
        {
          key: 'by',
          head: t('column.worked'),
          cell: it => [it.by?.displayName, format.instant(it.at)].filter(Boolean).join(' · '),
        },
      ]}
    />
  )
}
