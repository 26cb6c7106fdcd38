// Ending a partner's entry in the register.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { DayField } from '~/base/day-field'
import { Acts, Dialog } from '~/base/dialog'
import { Stack } from '~/base/page'
import { Refused, refusalOf } from '~/base/refused'
import { say } from '~/base/said'
import { today } from '~/format/format'
import { type Outcome, useAct } from '~/graph/act'
import type { OnePartner } from './partner'
import { EndPartnerDocument } from './partners.generated'

export function EndDialog({ partner, onClose }: { partner: OnePartner; onClose: () => void }) {
  const { t } = useTranslation(['partners', 'common'])
  const [on, setOn] = useState<string | null>(today())
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [end, isBusy] = useAct(EndPartnerDocument)
  const submit = async () => {
    const came = await end({ partnerId: partner.id, expectedVersion: partner.version, on })
    setOutcome(came)
    if (!came.done) return
    say(t('end.done'))
    onClose()
  }
  return (
    <Dialog title={t('end.title', { name: partner.name })} isOpen onClose={onClose}>
      <Stack>
        <p>{t('end.lead')}</p>
        <DayField label={t('end.on')} value={on} onChange={setOn} error={refusalOf(outcome, 'on')} />
        <Refused outcome={outcome} fields={['on']} />
      </Stack>
      <Acts>
        <Button onPress={onClose}>{t('common:act.cancel')}</Button>
        <Button tone="danger" isBusy={isBusy} onPress={() => void submit()}>
          {t('end.open')}
        </Button>
      </Acts>
    </Dialog>
  )
}
