// The last look before agreeing to many; what is refused is told by household, and can be left out at once.
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Acts, Dialog } from '~/base/dialog'
import { Stack } from '~/base/page'
import { Refused } from '~/base/refused'
import style from './approvals.module.css'
import type { Agreed, Line } from './decide'

type ConfirmProps = {
  title: string
  told: ReactNode
  lines: Line[]
  onAgree: () => Promise<Agreed>
  onLeaveOut: (id: string) => void
  onDone: (agreed: Agreed) => void
  onClose: () => void
}

export function Confirm({ title, told, lines, onAgree, onLeaveOut, onDone, onClose }: ConfirmProps) {
  const { t } = useTranslation(['approvals', 'common'])
  const [isBusy, setBusy] = useState(false)
  const [against, setAgainst] = useState<Agreed | null>(null)
  const agree = async () => {
    setBusy(true)
    const agreed = await onAgree()
    setBusy(false)
    if (agreed.refusals.length === 0 && !agreed.fault) onDone(agreed)
    else setAgainst(agreed)
  }
  // Some of them were done before the rest was refused: that is told, and the list asked anew.
  const close = () => (against && against.count > 0 ? onDone(against) : onClose())
  const general = against?.refusals.filter(it => !it.lineId) ?? []
  return (
    <Dialog title={title} isOpen onClose={close}>
      <Stack>
        <div>{told}</div>
        {against && (
          <Refused
            outcome={
              against.fault
                ? { done: false, refusals: [], fault: against.fault }
                : { done: false, refusals: general }
            }
          />
        )}
        {against?.refusals
          .filter(it => it.lineId)
          .map(it => {
            const line = lines.find(line => line.id === it.lineId)
            return (
              <div key={it.lineId} className={style.against} role="alert">
                <strong>{line?.title}</strong> {line?.place}
                <p>{it.message}</p>
                <Button
                  onPress={() => {
                    if (it.lineId) onLeaveOut(it.lineId)
                    setAgainst({ ...against, refusals: against.refusals.filter(other => other !== it) })
                  }}
                >
                  {t('mark.leaveOutThis')}
                </Button>
              </div>
            )
          })}
      </Stack>
      <Acts>
        <Button onPress={close}>{t('common:act.cancel')}</Button>
        <Button tone="main" isBusy={isBusy} onPress={() => void agree()} autoFocus>
          {t('common:act.confirm')}
        </Button>
      </Acts>
    </Dialog>
  )
}
