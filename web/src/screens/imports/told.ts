// Words that every screen of imports says alike.
import { useTranslation } from 'react-i18next'
import { useLabel } from '~/format/use-format'
import type { ImportToldFragment } from './imports.generated'

/** What a source is called. */
export function useSource() {
  const { t } = useTranslation('imports')
  const label = useLabel()
  return (source: string) => {
    if (source === 'tpmap-public') return t('source.published')
    return source === 'unknown' ? t('source.unknown') : label('source', source)
  }
}

/** Who imported: an account by its name, else whoever keeps the server. */
export function useImporter() {
  const label = useLabel()
  return (it: Pick<ImportToldFragment, 'account'>) => it.account?.displayName ?? label('role', 'operator')
}
