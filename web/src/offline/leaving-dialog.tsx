// Before signing out: what is not sent yet, and what becomes of it.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { beforeLeaving } from '~/app/session'
import { Button } from '~/base/button'
import { Acts, Dialog } from '~/base/dialog'
import type { Device } from './device'

type Asked = { nDrafts: number; answer: (leaves: boolean) => void }

export function LeavingDialog({ device, nUnsent }: { device: Device | null; nUnsent: number }) {
  const { t } = useTranslation('offline')
  const [asked, setAsked] = useState<Asked | null>(null)

  useEffect(
    () =>
      beforeLeaving(async () => {
        const drafts = (await device?.list('draft')) ?? []
        const sheets = (await device?.list('sheet')) ?? []
        const nDrafts = drafts.length + sheets.length
        if (nUnsent + nDrafts === 0) return true
        return new Promise<boolean>(answer => setAsked({ nDrafts, answer }))
      }),
    [device, nUnsent],
  )

  const close = (leaves: boolean) => {
    asked?.answer(leaves)
    setAsked(null)
  }
  return (
    <Dialog title={t('leaving.title')} isOpen={asked !== null} onClose={() => close(false)}>
      {nUnsent > 0 && (
        <p>{t(device?.isKeeping ? 'leaving.unsent' : 'leaving.unsentLost', { count: nUnsent })}</p>
      )}
      {asked && asked.nDrafts > 0 && <p>{t('leaving.drafts', { count: asked.nDrafts })}</p>}
      <Acts>
        <Button tone="danger" onPress={() => close(true)}>
          {t('leaving.leave')}
        </Button>
        <Button tone="main" autoFocus onPress={() => close(false)}>
          {t('leaving.stay')}
        </Button>
      </Acts>
    </Dialog>
  )
}
