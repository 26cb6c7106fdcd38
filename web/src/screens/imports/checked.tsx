// A file that was sent before: what its check found, and the way to import it.
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useQuery } from 'urql'
import { ButtonLink } from '~/base/button-link'
import { Card, PageHead } from '~/base/page'
import { Answer } from '~/base/state'
import { useFormat } from '~/format/use-format'
import { OneCheckDocument } from './checks.generated'
import style from './imports.module.css'
import { SentFile } from './sent-file'

export default function CheckedScreen() {
  const { t } = useTranslation('imports')
  const { id = '' } = useParams()
  const format = useFormat()
  const [result, again] = useQuery({ query: OneCheckDocument, variables: { id } })
  return (
    <Answer of={result} retry={again}>
      {({ importCheck: it }) => (
        <>
          <PageHead title={t('sent.one')} lead={t('sent.at', { time: format.instant(it.sentAt) })}>
            <ButtonLink to="/imports">{t('toHistory')}</ButtonLink>
          </PageHead>
          <Card>
            <h2 className={style.fileName}>{it.fileName}</h2>
            <SentFile uploadId={it.uploadId} checked={id} />
          </Card>
        </>
      )}
    </Answer>
  )
}
