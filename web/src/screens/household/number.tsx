// Opening a person's number for a reason. It is shown in this dialog alone and goes with it.
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient } from 'urql'
import { Button } from '~/base/button'
import { Acts, Dialog } from '~/base/dialog'
import { TextField } from '~/base/field'
import { Facts, Stack } from '~/base/page'
import { Fault } from '~/base/state'
import { useFormat } from '~/format/use-format'
import { type Fault as FaultOf, faultOf } from '~/graph/fault'
import { PersonNumbersDocument, type PersonNumbersQuery } from './household.generated'

type Numbers = PersonNumbersQuery['personNumber']

const KNOWN = ['valid', 'masked', 'replaced', 'disputed'] as const
const isKnown = (status: string): status is (typeof KNOWN)[number] => KNOWN.some(it => it === status)

export function NumberDialog({
  personId,
  name,
  onClose,
}: {
  personId: string
  name: string
  onClose: () => void
}) {
  const { t } = useTranslation(['household', 'common'])
  const format = useFormat()
  const client = useClient()
  const [reason, setReason] = useState('')
  const [numbers, setNumbers] = useState<Numbers | null>(null)
  const [fault, setFault] = useState<FaultOf | null>(null)
  const [isBusy, setBusy] = useState(false)

  const open = async (event: FormEvent) => {
    event.preventDefault()
    if (!reason.trim()) return
    setBusy(true)
    const result = await client
      .query(PersonNumbersDocument, { personId, reason: reason.trim() }, { requestPolicy: 'network-only' })
      .toPromise()
    setBusy(false)
    setFault(result.error ? faultOf(result.error) : null)
    setNumbers(result.data?.personNumber ?? null)
  }

  return (
    <Dialog title={t('number.title')} isOpen onClose={onClose}>
      <p>{t('number.lead', { name })}</p>
      {numbers ? (
        <>
          {numbers.length === 0 && <p>{t('members.noNumber')}</p>}
          <Facts
            of={numbers.map(it => [
              t(isKnown(it.status) ? `number.status.${it.status}` : 'number.status.valid'),
              <strong key={it.text}>{format.digits(it.text)}</strong>,
            ])}
          />
          <Acts>
            <Button tone="main" onPress={onClose} autoFocus>
              {t('common:act.close')}
            </Button>
          </Acts>
        </>
      ) : (
        <form onSubmit={event => void open(event)} noValidate>
          <Stack>
            {fault && <Fault fault={fault} />}
            <TextField
              label={t('number.reason')}
              hint={t('number.reasonHint')}
              value={reason}
              onChange={setReason}
              maxLength={200}
              isRequired
              autoFocus
            />
            <Acts>
              <Button onPress={onClose}>{t('common:act.cancel')}</Button>
              <Button tone="main" type="submit" isBusy={isBusy} isDisabled={!reason.trim()}>
                {t('number.open')}
              </Button>
            </Acts>
          </Stack>
        </form>
      )}
    </Dialog>
  )
}
