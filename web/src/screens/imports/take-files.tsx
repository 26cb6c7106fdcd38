// The file as a workbook with what is wrong marked in it, and the file as it was sent: for whoever may read numbers.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '~/app/session'
import { Button } from '~/base/button'
import { Row, Soft } from '~/base/page'
import style from './imports.module.css'
import { markedName, type NotTaken, takeFile } from './take-file'

type TakeFilesProps = {
  of: 'imports' | 'checks'
  id: string
  fileName: string
  /** Rows were read of it: there is something to mark. */
  isRead?: boolean
}

export function TakeFiles({ of, id, fileName, isRead = true }: TakeFilesProps) {
  const { t } = useTranslation('imports')
  const { may } = useSession()
  const [busy, setBusy] = useState<'marked' | 'original' | null>(null)
  const [not, setNot] = useState<NotTaken>(null)
  if (!may('READ_PERSON_NUMBER')) return null
  const take = async (what: 'marked' | 'original', name: string) => {
    setBusy(what)
    setNot(await takeFile(`/downloads/${of}/${id}/${what}`, name))
    setBusy(null)
  }
  return (
    <section aria-label={t('take.title')}>
      <Row>
        {isRead && (
          <Button isBusy={busy === 'marked'} onPress={() => void take('marked', markedName(fileName))}>
            {t('take.marked')}
          </Button>
        )}
        <Button isBusy={busy === 'original'} onPress={() => void take('original', fileName)}>
          {t('take.original')}
        </Button>
        <Soft>{t('take.told')}</Soft>
      </Row>
      <WhyNotTaken not={not} />
    </section>
  )
}

/** Why a file was not handed over, where it was not. */
export function WhyNotTaken({ not }: { not: NotTaken }) {
  const { t } = useTranslation('imports')
  if (!not) return null
  return (
    <p className={style.refused} role="alert">
      {'refused' in not ? not.refused : t('take.offline')}
    </p>
  )
}
