// Releasing a draft: from a day on everything is judged by it.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { DayField } from '~/base/day-field'
import { Acts, Dialog } from '~/base/dialog'
import { Refused, refusalOf } from '~/base/refused'
import { say } from '~/base/said'
import { today } from '~/format/format'
import { type Outcome, useAct } from '~/graph/act'
import { ParameterSetReleaseDocument, type SetPartsFragment } from './admin.generated'

type Props = { set: SetPartsFragment; onDone: () => void; onClose: () => void }

export function ReleaseSet({ set, onDone, onClose }: Props) {
  const { t } = useTranslation(['admin', 'common'])
  const [from, setFrom] = useState<string | null>(today())
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [release, isBusy] = useAct(ParameterSetReleaseDocument)
  const submit = async () => {
    const came = await release({ id: set.id, from })
    setOutcome(came)
    if (came.done) {
      say(t('set.releasedDone'))
      onDone()
      onClose()
    }
  }
  return (
    <Dialog title={t('set.releaseOf', { name: set.name })} isOpen onClose={onClose}>
      <p>{t('set.releaseSays')}</p>
      <DayField
        label={t('set.from')}
        min={today()}
        value={from}
        onChange={setFrom}
        error={refusalOf(outcome, 'from')}
      />
      <Refused outcome={outcome} fields={['from']} />
      <Acts>
        <Button tone="main" isBusy={isBusy} onPress={() => void submit()}>
          {t('set.release')}
        </Button>
        <Button onPress={onClose}>{t('common:act.cancel')}</Button>
      </Acts>
    </Dialog>
  )
}
