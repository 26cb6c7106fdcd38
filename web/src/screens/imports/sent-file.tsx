// A file that is with the server: checked, then applied; each step tells what happened and what can be done.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Row } from '~/base/page'
import { Refused } from '~/base/refused'
import { type Outcome, useAct } from '~/graph/act'
import type { BlankCells, ImportBandsInput, ImportMappingInput } from '~/graph/schema.generated'
import { Applied } from './applied'
import { Check } from './check'
import { ApplyImportDocument, BeginCheckDocument, type CheckToldFragment } from './checks.generated'

type SentFileProps = {
  uploadId: string
  /** Its check, where it was checked before. */
  checked?: string
  /** Sends it anew. */
  again?: () => void
  onApplied?: () => void
}

export function SentFile({ uploadId, checked, again, onApplied }: SentFileProps) {
  const { t } = useTranslation('common')
  const [checkId, setCheckId] = useState<string | null>(checked ?? null)
  const [importId, setImportId] = useState<string | null>(null)
  const [year, setYear] = useState<number | null>(null)
  const [blanks, setBlanks] = useState<BlankCells | null>(null)
  const [bands, setBands] = useState<ImportBandsInput | null>(null)
  const [mapping, setMapping] = useState<ImportMappingInput | null>(null)
  const [attempt, setAttempt] = useState(0)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [begin] = useAct(BeginCheckDocument)
  const [apply, isApplying] = useAct(ApplyImportDocument)

  useEffect(() => {
    const isAsChecked = year === null && blanks === null && bands === null && mapping === null
    if (checked && isAsChecked && attempt === 0) return
    setCheckId(null)
    void begin({ uploadId, surveyYear: year, blanks: blanks ?? 'KEEP', bands, mapping }).then(came => {
      setOutcome(came)
      if (came.done) setCheckId(came.payload.check?.id ?? null)
    })
  }, [uploadId, checked, year, blanks, bands, mapping, attempt, begin])

  const goOn = async (of: CheckToldFragment, despiteDuplicates: string | null) => {
    const { surveyYear, plan } = of
    const came = await apply({
      uploadId,
      surveyYear,
      plan,
      blanks: of.blanks ?? 'KEEP',
      bands: of.bands && { same: of.bands.same, ask: of.bands.ask },
      despiteDuplicates,
      checkId,
    })
    setOutcome(came)
    if (!came.done) return
    setImportId(came.payload.import?.id ?? null)
    onApplied?.()
  }

  const checkAgain = () => {
    setImportId(null)
    setAttempt(attempt + 1)
  }

  return (
    <>
      <Refused outcome={outcome} />
      {again && outcome && !outcome.done && !checkId && (
        <Row>
          <Button onPress={again}>{t('act.retry')}</Button>
        </Row>
      )}
      {importId ? (
        <Applied importId={importId} checkAgain={checkAgain} />
      ) : (
        checkId && (
          <Check
            id={checkId}
            onYear={setYear}
            onBlanks={setBlanks}
            onBands={setBands}
            onMapping={setMapping}
            onApply={(of, despite) => void goOn(of, despite)}
            isApplying={isApplying}
          />
        )
      )}
    </>
  )
}
