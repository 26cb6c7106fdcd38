// Taking the list out as a file: the columns that are shown, all cases that the filter finds, no citizen numbers.
import { useEffect, useRef, useState } from 'react'
import { Label } from 'react-aria-components/Label'
import { ProgressBar } from 'react-aria-components/ProgressBar'
import { useTranslation } from 'react-i18next'
import { useUnkept } from '~/app/use-unkept'
import { Button } from '~/base/button'
import { Acts, Dialog } from '~/base/dialog'
import { Stack } from '~/base/page'
import { Refused } from '~/base/refused'
import { say } from '~/base/said'
import { today } from '~/format/format'
import { useFormat } from '~/format/use-format'
import type { Fault } from '~/graph/fault'
import type { CaseFilter, CaseOrder } from '~/graph/schema.generated'
import style from './cases.module.css'
import { type ColumnName, useColumns } from './columns'
import { csv } from './csv'
import { save, takeOut } from './export'

export function ExportDialog({
  filter,
  order,
  total,
  chosen,
  onClose,
}: {
  filter: CaseFilter
  order: CaseOrder
  total: number
  chosen: ColumnName[]
  onClose: () => void
}) {
  const { t } = useTranslation(['cases', 'common'])
  const format = useFormat()
  const columns = useColumns()
  const client = useUnkept()
  const [told, setTold] = useState<{ done: number; of: number } | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const isStopped = useRef(false)
  useEffect(
    () => () => {
      isStopped.current = true
    },
    [],
  )

  const begin = async () => {
    isStopped.current = false
    setFault(null)
    setTold({ done: 0, of: total })
    const parts = chosen.flatMap(it => columns[it].file ?? [columns[it]])
    const { lines, fault: failed } = await takeOut(
      client,
      filter,
      order,
      row => parts.map(it => it.text(row)),
      (done, of) => setTold({ done, of: of ?? total }),
      () => isStopped.current,
    )
    setTold(null)
    if (isStopped.current) return
    if (failed) {
      setFault(failed)
      return
    }
    save(`cases-${today()}.csv`, csv([parts.map(it => it.head), ...lines]))
    say(t('export.done', { told: format.number(lines.length) }))
    onClose()
  }

  return (
    <Dialog title={t('export.title')} isOpen onClose={onClose}>
      <Stack>
        <p>{t('export.lead', { told: format.number(total) })}</p>
        <p>{t('export.care')}</p>
        {told && (
          <ProgressBar value={told.done} maxValue={Math.max(told.of, 1)} className={style.progress ?? ''}>
            {({ percentage = 0 }) => (
              <>
                <Label>
                  {t('export.at', { done: format.number(told.done), of: format.number(told.of) })}
                </Label>
                <div className={style.track}>
                  <div style={{ width: `${percentage}%` }} />
                </div>
              </>
            )}
          </ProgressBar>
        )}
        <Refused outcome={fault ? { done: false, refusals: [], fault } : null} />
      </Stack>
      <Acts>
        <Button onPress={onClose}>{t('common:act.cancel')}</Button>
        <Button tone="main" isBusy={told !== null} onPress={() => void begin()}>
          {t('common:act.download')}
        </Button>
      </Acts>
    </Dialog>
  )
}
