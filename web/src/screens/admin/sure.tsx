// An act that cannot be taken back: it says what it does, and is done on a second press.
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Acts, Dialog } from '~/base/dialog'
import { Refused } from '~/base/refused'
import type { Outcome } from '~/graph/act'

export function Sure({
  label,
  says,
  act,
}: {
  label: string
  says: ReactNode
  act: () => Promise<Outcome<unknown>>
}) {
  const { t } = useTranslation('common')
  const [isOpen, setOpen] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const close = () => {
    setOpen(false)
    setOutcome(null)
  }
  const doIt = async () => {
    setBusy(true)
    const came = await act()
    setBusy(false)
    if (came.done) close()
    else setOutcome(came)
  }
  return (
    <>
      <Button tone="danger" onPress={() => setOpen(true)}>
        {label}
      </Button>
      <Dialog title={label} isOpen={isOpen} onClose={close}>
        <p>{says}</p>
        <Refused outcome={outcome} />
        <Acts>
          <Button tone="danger" isBusy={isBusy} onPress={() => void doIt()}>
            {label}
          </Button>
          <Button onPress={close}>{t('act.cancel')}</Button>
        </Acts>
      </Dialog>
    </>
  )
}
