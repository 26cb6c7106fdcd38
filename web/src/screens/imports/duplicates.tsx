// Rows that mean somebody twice, in the file and against other files; where they are too many, the reason to go on.
import { useTranslation } from 'react-i18next'
import { TextField } from '~/base/field'
import { Soft, Stack } from '~/base/page'
import { useFormat } from '~/format/use-format'
import type { CheckToldFragment } from './checks.generated'
import style from './imports.module.css'

type DuplicatesProps = { of: CheckToldFragment; reason: string; onReason: (reason: string) => void }

export function Duplicates({ of, reason, onReason }: DuplicatesProps) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const place = (sheet: string, row: number) =>
    [sheet, t('rowOne', { row: format.year(row) })].filter(Boolean).join(' ')
  if ((of.nDuplicatesInFile ?? 0) + (of.nDuplicatesStored ?? 0) === 0) return null
  return (
    <Stack>
      <details className={style.kind}>
        <summary>
          <strong>{t('twice.title')}</strong>{' '}
          {t('twice.of', {
            inFile: format.number(of.nDuplicatesInFile ?? 0),
            stored: format.number(of.nDuplicatesStored ?? 0),
          })}
        </summary>
        <p>
          <Soft>{t('twice.told')}</Soft>
        </p>
        <ul>
          {of.duplicates.map(it => (
            <li key={`${it.sheet}!${it.row}`}>
              {place(it.sheet, it.row)} = {it.otherFile} {place(it.otherSheet, it.otherRow)}
            </li>
          ))}
        </ul>
      </details>
      {of.stops && (
        <>
          <p className={style.refused} role="alert">
            {of.stops.message}
          </p>
          <TextField label={t('twice.reason')} value={reason} onChange={onReason} isRequired />
        </>
      )}
    </Stack>
  )
}
