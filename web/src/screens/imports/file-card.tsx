// One file on its way in: sent, checked, applied; each step tells what happened and what can be done.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Card, Row, Soft } from '~/base/page'
import { Refused } from '~/base/refused'
import { useFormat } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import { Applied } from './applied'
import { Check } from './check'
import { ApplyImportDocument, BeginCheckDocument } from './checks.generated'
import style from './imports.module.css'
import { type Sent, upload } from './upload'

export function FileCard({ file, onRemove }: { file: File; onRemove: () => void }) {
  const { t } = useTranslation(['imports', 'common'])
  const format = useFormat()
  const [share, setShare] = useState<number | null>(null)
  const [attempt, setAttempt] = useState(0)
  const [sent, setSent] = useState<Sent | null>(null)
  const [checkId, setCheckId] = useState<string | null>(null)
  const [importId, setImportId] = useState<string | null>(null)
  const [year, setYear] = useState<number | null>(null)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [begin] = useAct(BeginCheckDocument)
  const [apply, isApplying] = useAct(ApplyImportDocument)
  const uploadId = sent && 'uploadId' in sent ? sent.uploadId : null

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt sends it anew on purpose.
  useEffect(() => {
    const stopping = new AbortController()
    setSent(null)
    setShare(null)
    setOutcome(null)
    void upload(file, stopping.signal, setShare).then(it => !stopping.signal.aborted && setSent(it))
    return () => stopping.abort()
  }, [file, attempt])

  useEffect(() => {
    if (!uploadId) return
    setCheckId(null)
    void begin({ uploadId, surveyYear: year }).then(came => {
      setOutcome(came)
      if (came.done) setCheckId(came.payload.check?.id ?? null)
    })
  }, [uploadId, year, begin])

  const goOn = async () => {
    if (!uploadId) return
    const came = await apply({ uploadId, surveyYear: year })
    setOutcome(came)
    if (came.done) setImportId(came.payload.import?.id ?? null)
  }

  return (
    <Card>
      <Row>
        <h2 className={style.fileName}>{file.name}</h2>
        <Soft>{t('new.size', { size: format.number(Math.max(1, Math.round(file.size / 1024))) })}</Soft>
        {!importId && (
          <Button tone="quiet" aria-label={t('new.removeOne', { name: file.name })} onPress={onRemove}>
            {t('common:act.remove')}
          </Button>
        )}
      </Row>
      {!sent && <Sending share={share} />}
      {sent && !uploadId && <NotSent of={sent} again={() => setAttempt(attempt + 1)} />}
      <Refused outcome={outcome} />
      {outcome && !outcome.done && !checkId && (
        <Row>
          <Button onPress={() => setAttempt(attempt + 1)}>{t('common:act.retry')}</Button>
        </Row>
      )}
      {importId ? (
        <Applied importId={importId} />
      ) : (
        checkId && <Check id={checkId} onYear={setYear} onApply={() => void goOn()} isApplying={isApplying} />
      )}
    </Card>
  )
}

function Sending({ share }: { share: number | null }) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  return (
    <div className={style.progress}>
      <progress value={share ?? undefined} max={1} aria-label={t('new.sending')} />
      <span>{share === null ? t('new.waits') : `${t('new.sending')} ${format.percent(share)}`}</span>
    </div>
  )
}

/** Why the file is not with the server; nothing was stored. */
function NotSent({ of, again }: { of: Sent; again: () => void }) {
  const { t } = useTranslation(['imports', 'common'])
  const told =
    'refused' in of ? of.refused : t('fault' in of && of.fault === 'ended' ? 'new.ended' : 'new.lost')
  return (
    <>
      <p className={style.refused} role="alert">
        {told} {t('new.nothingStored')}
      </p>
      <Row>
        <Button onPress={again}>{t('common:act.retry')}</Button>
      </Row>
    </>
  )
}
