// One file on its way in: sent, then checked and applied.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Card, Row, Soft } from '~/base/page'
import { useFormat } from '~/format/use-format'
import style from './imports.module.css'
import { SentFile } from './sent-file'
import { useTimeLeft } from './time-left'
import { giveUp, type Reached, type Sent, upload } from './upload'

export function FileCard({ file, onRemove }: { file: File; onRemove: () => void }) {
  const { t } = useTranslation(['imports', 'common'])
  const format = useFormat()
  const [reached, setReached] = useState<Reached | null>(null)
  const [isPaused, setPaused] = useState(false)
  const [attempt, setAttempt] = useState(0)
  const [sent, setSent] = useState<Sent | null>(null)
  const [isApplied, setApplied] = useState(false)
  const uploadId = sent && 'uploadId' in sent ? sent.uploadId : null

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt sends it anew on purpose.
  useEffect(() => {
    if (isPaused) return
    const stopping = new AbortController()
    setSent(null)
    void upload(file, stopping.signal, setReached).then(it => !stopping.signal.aborted && setSent(it))
    return () => stopping.abort()
  }, [file, attempt, isPaused])

  const again = () => setAttempt(attempt + 1)
  const remove = () => {
    if (!uploadId) void giveUp(file)
    onRemove()
  }
  return (
    <Card>
      <Row>
        <h2 className={style.fileName}>{file.name}</h2>
        <Soft>{t('new.size', { size: format.number(Math.max(1, Math.round(file.size / 1024))) })}</Soft>
        {!isApplied && (
          <Button tone="quiet" aria-label={t('new.removeOne', { name: file.name })} onPress={remove}>
            {t('common:act.remove')}
          </Button>
        )}
      </Row>
      {!sent && <Sending reached={reached} isPaused={isPaused} onPause={setPaused} />}
      {sent && !uploadId && <NotSent of={sent} again={again} />}
      {uploadId && (
        <SentFile key={uploadId} uploadId={uploadId} again={again} onApplied={() => setApplied(true)} />
      )}
    </Card>
  )
}

type SendingProps = { reached: Reached | null; isPaused: boolean; onPause: (pause: boolean) => void }

function Sending({ reached, isPaused, onPause }: SendingProps) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const timeLeft = useTimeLeft()
  const share = reached && reached.all > 0 ? reached.sent / reached.all : null
  const told = [
    isPaused ? t('new.paused') : t(share === null ? 'new.waits' : 'new.sending'),
    share !== null && format.percent(share),
    !isPaused && reached?.pace && t('new.pace', { size: format.number(Math.round(reached.pace / 1024)) }),
    !isPaused && reached?.pace && timeLeft((reached.all - reached.sent) / reached.pace),
  ]
  return (
    <div className={style.progress}>
      <progress value={share ?? undefined} max={1} aria-label={t('new.sending')} />
      <span>{told.filter(Boolean).join(' · ')}</span>
      <Button onPress={() => onPause(!isPaused)}>{t(isPaused ? 'new.goOn' : 'new.pause')}</Button>
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
        <Button onPress={again}>{t('refused' in of ? 'common:act.retry' : 'new.goOn')}</Button>
      </Row>
    </>
  )
}
