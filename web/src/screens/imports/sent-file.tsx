// A file that is with the server: checked, then applied; each step tells what happened and what can be done.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Row } from '~/base/page'
import { Refused } from '~/base/refused'
import { type Outcome, useAct } from '~/graph/act'
import { Applied } from './applied'
import { Check, type Chosen } from './check'
import { ApplyImportDocument, BeginCheckDocument, type CheckToldFragment } from './checks.generated'
import { given } from './trust'

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
  const [chosen, setChosen] = useState<Chosen>({})
  const [attempt, setAttempt] = useState(0)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [begin] = useAct(BeginCheckDocument)
  const [apply, isApplying] = useAct(ApplyImportDocument)

  useEffect(() => {
    if (checked && Object.keys(chosen).length === 0 && attempt === 0) return
    setCheckId(null)
    void begin({ uploadId, ...chosen }).then(came => {
      setOutcome(came)
      if (came.done) setCheckId(came.payload.check?.id ?? null)
    })
  }, [uploadId, checked, chosen, attempt, begin])

  const goOn = async (of: CheckToldFragment, despiteDuplicates: string | null) => {
    const { surveyYear, plan } = of
    const came = await apply({
      uploadId,
      surveyYear,
      plan,
      blanks: of.blanks ?? 'KEEP',
      bands: of.bands && { same: of.bands.same, ask: of.bands.ask },
      trust: given(of.trust),
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
            onChoose={more => setChosen({ ...chosen, ...more })}
            onApply={(of, despite) => void goOn(of, despite)}
            isApplying={isApplying}
          />
        )
      )}
    </>
  )
}
