// Where files are dropped, or chosen by a button.
import { DropZone } from 'react-aria-components/DropZone'
import { FileTrigger } from 'react-aria-components/FileTrigger'
import { Text } from 'react-aria-components/Text'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Button } from '~/base/button'
import { Soft } from '~/base/page'
import { useFormat } from '~/format/use-format'
import { UploadLimitsDocument } from './checks.generated'
import style from './imports.module.css'

const KINDS = ['.xlsx', '.xls', '.xlsb', '.ods', '.csv', '.txt']

export function ChooseFiles({ onChosen }: { onChosen: (files: File[]) => void }) {
  const { t } = useTranslation('imports')
  return (
    <DropZone
      className={style.drop ?? ''}
      onDrop={async event => {
        const files = event.items.flatMap(it => (it.kind === 'file' ? [it.getFile()] : []))
        onChosen(await Promise.all(files))
      }}
    >
      <Text slot="label">{t('new.drop')}</Text>
      <FileTrigger
        allowsMultiple
        acceptedFileTypes={KINDS}
        onSelect={chosen => onChosen([...(chosen ?? [])])}
      >
        <Button tone="main">{t('new.choose')}</Button>
      </FileTrigger>
      <Soft>{t('new.kinds')}</Soft>
      <Limits />
      <Soft>{t('new.rowLimits')}</Soft>
    </DropZone>
  )
}

/** What may be sent, told before anything is. */
function Limits() {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const [result] = useQuery({ query: UploadLimitsDocument })
  const limits = result.data?.uploadLimits
  if (!limits) return null
  const told = { size: format.number(limits.maxMebibytes), hours: format.number(limits.keptHours) }
  return <Soft>{t('new.limits', told)}</Soft>
}
