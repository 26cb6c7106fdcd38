// One import: what became of its rows, what was refused and why, what the file no longer has, and the way back.
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useSession } from '~/app/session'
import { ButtonLink } from '~/base/button-link'
import { Card, Facts, Grid, KeyFigure, PageHead, Row, Section, Soft, Stack } from '~/base/page'
import { Answer } from '~/base/state'
import { useFormat } from '~/format/use-format'
import { BandsTold } from './bands'
import { How } from './how'
import type { OneImportQuery } from './imports.generated'
import style from './imports.module.css'
import { Progress, Resumed } from './progress'
import { RejectedRows } from './rejected-rows'
import { RowsGone } from './rows-gone'
import { Second } from './second'
import { StateBadge } from './state-badge'
import { TakeBack } from './take-back'
import { TakeFiles } from './take-files'
import { isNotBegun, useImporter, useSourceAndYear } from './told'
import { TrustTold } from './trust'
import { useImport } from './use-import'

type Told = OneImportQuery['import']

export default function ImportScreen() {
  const { id = '' } = useParams()
  const { result, again, isRunning } = useImport(id)
  return (
    <Answer of={result} retry={again}>
      {data => <Shown of={data.import} isRunning={isRunning} />}
    </Answer>
  )
}

function Shown({ of, isRunning }: { of: Told; isRunning: boolean }) {
  const { t } = useTranslation('imports')
  const { may } = useSession()
  const format = useFormat()
  const sourceAndYear = useSourceAndYear()
  const importer = useImporter()
  // Of a file that was refused before its first row there is nothing to take back.
  const hasRows = of.state === 'APPLIED' || (of.state === 'FAILED' && of.nRowsDone > 0)
  return (
    <>
      <PageHead
        title={of.fileName}
        windowTitle={t('one')}
        lead={[sourceAndYear(of, ' · '), importer(of), format.instant(of.startedAt)].join(' · ')}
      >
        <ButtonLink to="/imports">{t('toHistory')}</ButtonLink>
        {may('UNDO_IMPORT') && hasRows && <TakeBack id={of.id} />}
      </PageHead>
      <Stack>
        <Row>
          <StateBadge state={of.state} />
          {of.undoneAt && <Soft>{t('undoneAt', { time: format.instant(of.undoneAt) })}</Soft>}
        </Row>
        {of.failure && (
          <p className={style.refused} role="alert">
            {of.failure.message}
          </p>
        )}
        {isRunning ? (
          <Progress done={of.nRowsDone} all={of.nRows} label={t(`state.${of.state}`)} pace={of.pace} />
        ) : (
          <Resumed of={of.pace} />
        )}
        {of.approval && <Second of={of} approval={of.approval} />}
        {!isNotBegun(of.state) && <Counts of={of} />}
        <Columns of={of} />
        {of.bands && (
          <Soft>
            <BandsTold of={of.bands} />
          </Soft>
        )}
        <TrustTold of={of.trust} />
        <How of={of} />
        {!isRunning && of.nRowsDone > 0 && (
          <TakeFiles of="imports" id={of.id} fileName={of.fileName} isRead={of.state !== 'FAILED'} />
        )}
        {of.nRejected > 0 && <RejectedRows importId={of.id} count={of.nRejected} />}
        {of.nNoLongerListed > 0 && <RowsGone importId={of.id} count={of.nNoLongerListed} />}
      </Stack>
    </>
  )
}

function Counts({ of }: { of: Told }) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const more: [string, number][] = [
    [t('count.skipped'), of.nSkipped],
    [t('count.new'), of.nNew],
    [t('count.changed'), of.nChanged],
    [t('count.unchanged'), of.nUnchanged],
    [t('count.noLongerListed'), of.nNoLongerListed],
    [t('count.otherFileReplaced'), of.nOtherFileReplaced],
    [t('count.withoutPlace'), of.nWithoutPlace],
  ]
  const told = more.filter(([, count]) => count > 0)
  return (
    <>
      <Grid min={150}>
        <Card>
          <KeyFigure value={format.number(of.nAccepted)} label={t('count.accepted')} tone="good" />
        </Card>
        <Card>
          <KeyFigure value={format.number(of.nAcceptedWithWarning)} label={t('count.warned')} />
        </Card>
        <Card tone={of.nRejected > 0 ? 'urgent' : undefined}>
          <KeyFigure
            value={format.number(of.nRejected)}
            label={t('count.rejected')}
            tone={of.nRejected > 0 ? 'urgent' : undefined}
          />
        </Card>
      </Grid>
      {told.length > 0 && (
        <Card>
          <Facts of={told.map(([name, count]) => [name, format.number(count)])} />
          {of.nWithoutPlace > 0 && <p>{t('withoutPlaceTold')}</p>}
          {of.nOtherFileReplaced > 0 && <p>{t('otherFileTold')}</p>}
        </Card>
      )}
    </>
  )
}

/** Columns that nothing was read from, and what the file does not say at all. */
function Columns({ of }: { of: Pick<Told, 'unknownColumns' | 'missingColumns'> }) {
  const { t } = useTranslation('imports')
  if (of.unknownColumns.length + of.missingColumns.length === 0) return null
  return (
    <Section title={t('columns.title')}>
      <Card>
        {of.unknownColumns.length > 0 && (
          <p>
            <Soft>{t('columns.unknown')}</Soft> {of.unknownColumns.join(', ')}
          </p>
        )}
        {of.missingColumns.length > 0 && (
          <p>
            <Soft>{t('columns.missing')}</Soft> {of.missingColumns.join(', ')}
          </p>
        )}
      </Card>
    </Section>
  )
}
