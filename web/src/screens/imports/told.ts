// Words that every screen of imports says alike.
import { useTranslation } from 'react-i18next'
import { useFormat, useLabel } from '~/format/use-format'
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

/** What a file is: its source, and the year it speaks of where that is known. */
export function useSourceAndYear() {
  const source = useSource()
  const format = useFormat()
  return (it: Pick<ImportToldFragment, 'source' | 'surveyYear'>, between = ' ') =>
    [source(it.source), it.surveyYear > 0 && format.year(it.surveyYear)].filter(Boolean).join(between)
}

/** True while nothing was imported: a second person is asked, or said no. */
export function isNotBegun(state: ImportToldFragment['state']) {
  return state === 'WAITING' || state === 'SENT_BACK'
}

/** Who imported: an account by its name, else whoever keeps the server. */
export function useImporter() {
  const label = useLabel()
  return (it: Pick<ImportToldFragment, 'account'>) => it.account?.displayName ?? label('role', 'operator')
}
