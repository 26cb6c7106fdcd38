// One file on its way in: sent, then checked and applied.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Card, Row, Soft } from '~/base/page'
import { useFormat } from '~/format/use-format'
import style from './imports.module.css'
import { SentFile } from './sent-file'
import { type Sent, upload } from './upload'

export function FileCard({ file, onRemove }: { file: File; onRemove: () => void }) {
  const { t } = useTranslation(['imports', 'common'])
  const format = useFormat()
  const [share, setShare] = useState<number | null>(null)
  const [attempt, setAttempt] = useState(0)
  const [sent, setSent] = useState<Sent | null>(null)
  const [isApplied, setApplied] = useState(false)
  const uploadId = sent && 'uploadId' in sent ? sent.uploadId : null

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt sends it anew on purpose.
  useEffect(() => {
    const stopping = new AbortController()
    setSent(null)
    setShare(null)
    void upload(file, stopping.signal, setShare).then(it => !stopping.signal.aborted && setSent(it))
    return () => stopping.abort()
  }, [file, attempt])

  const again = () => setAttempt(attempt + 1)
  return (
    <Card>
      <Row>
        <h2 className={style.fileName}>{file.name}</h2>
        <Soft>{t('new.size', { size: format.number(Math.max(1, Math.round(file.size / 1024))) })}</Soft>
        {!isApplied && (
          <Button tone="quiet" aria-label={t('new.removeOne', { name: file.name })} onPress={onRemove}>
            {t('common:act.remove')}
          </Button>
        )}
      </Row>
      {!sent && <Sending share={share} />}
      {sent && !uploadId && <NotSent of={sent} again={again} />}
      {uploadId && (
        <SentFile key={uploadId} uploadId={uploadId} again={again} onApplied={() => setApplied(true)} />
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
