// Agreeing to close the marked cases, each for the reason that is proposed.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Acts, Dialog } from '~/base/dialog'
import { Stack } from '~/base/page'
import { useFormat } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import { AgreeClosingsDocument } from './acts.generated'
import type { ActDialogProps } from './assign'
import { RefusedCases } from './refused-cases'
import { useSayAct } from './use-undo'

export function AgreeDialog({ selection, count, onLeaveOut, onDone, onClose }: ActDialogProps) {
  const { t } = useTranslation(['cases', 'common'])
  const format = useFormat()
  const sayAct = useSayAct()
  const [agree, isBusy] = useAct(AgreeClosingsDocument)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)

  const submit = async () => {
    const came = await agree({ selection })
    setOutcome(came)
    if (!came.done || !came.payload.act) return
    sayAct(t('agree.done', { told: format.number(came.payload.act.caseCount) }), came.payload.act.id)
    onDone()
  }

  return (
    <Dialog title={t('agree.title', { told: format.number(count) })} isOpen onClose={onClose}>
      <Stack>
        <p>{t('agree.lead')}</p>
        <RefusedCases outcome={outcome} onLeaveOut={onLeaveOut} />
      </Stack>
      <Acts>
        <Button onPress={onClose}>{t('common:act.cancel')}</Button>
        <Button tone="main" isBusy={isBusy} onPress={() => void submit()}>
          {t('agree.do')}
        </Button>
      </Acts>
    </Dialog>
  )
}
