// Importing files: choose or drop them, see what each would do, then apply it. Nothing is stored before that.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { v7 as newId } from 'uuid'
import { useSession } from '~/app/session'
import { ButtonLink } from '~/base/button-link'
import { PageHead, Stack } from '~/base/page'
import { State } from '~/base/state'
import { ChooseFiles } from './choose-files'
import { FileCard } from './file-card'
import { Templates } from './templates'

export default function NewImportScreen() {
  const { t } = useTranslation(['imports', 'common'])
  const { may } = useSession()
  const [files, setFiles] = useState<{ id: string; file: File }[]>([])
  if (!may('IMPORT')) {
    return (
      <State tone="empty" title={t('common:state.forbiddenTitle')}>
        {t('common:state.forbidden')}
      </State>
    )
  }
  return (
    <>
      <PageHead title={t('new.title')} lead={t('new.lead')}>
        <ButtonLink to="/imports">{t('toHistory')}</ButtonLink>
      </PageHead>
      <Stack>
        <ChooseFiles
          onChosen={chosen => setFiles([...files, ...chosen.map(file => ({ id: newId(), file }))])}
        />
        <Templates />
        {files.map(({ id, file }) => (
          <FileCard key={id} file={file} onRemove={() => setFiles(files.filter(it => it.id !== id))} />
        ))}
      </Stack>
    </>
  )
}
