// Making this household one with another by hand, or asking whether they are; and taking apart what was made one.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Acts, Dialog } from '~/base/dialog'
import { TextField } from '~/base/field'
import { Stack } from '~/base/page'
import { Refused, refusalOf } from '~/base/refused'
import { say } from '~/base/said'
import { type Outcome, useAct } from '~/graph/act'
import { type Chosen, MoveTo } from './move-to'
import { useStory } from './story'
import { AskWhetherOneDocument, MergeHouseholdsDocument, TakeApartDocument } from './years.generated'

export function MergeDialog({
  version,
  mayMerge,
  onClose,
}: {
  version: number
  /** Else it is asked of those who know both. */
  mayMerge: boolean
  onClose: () => void
}) {
  const { t } = useTranslation(['household', 'common'])
  const { it, refresh } = useStory()
  const [other, setOther] = useState<Chosen | null>(null)
  const [reason, setReason] = useState('')
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [merge, isMerging] = useAct(MergeHouseholdsDocument)
  const [ask, isAsking] = useAct(AskWhetherOneDocument)
  const here = it.household.id

  const send = async () => {
    if (!other) return
    const came = mayMerge
      ? await merge({
          householdId: here,
          expectedVersion: version,
          otherId: other.id,
          otherVersion: other.version,
          reason,
        })
      : await ask({ oneId: here, otherId: other.id, reason })
    setOutcome(came)
    if (!came.done) return
    say(t(mayMerge ? 'merge.done' : 'merge.asked'))
    onClose()
    refresh()
  }
  return (
    <Dialog title={t(mayMerge ? 'merge.open' : 'merge.ask')} isOpen onClose={onClose}>
      <Stack>
        <p>{t(mayMerge ? 'merge.lead' : 'merge.askLead')}</p>
        <MoveTo value={other} onChange={setOther} error={refusalOf(outcome, 'otherId')} />
        <TextField
          label={t('merge.reason')}
          value={reason}
          onChange={setReason}
          rows={3}
          maxLength={1000}
          error={refusalOf(outcome, 'reason')}
          isRequired
        />
        <Refused outcome={outcome} fields={['otherId', 'reason']} />
      </Stack>
      <Acts>
        <Button onPress={onClose}>{t('common:act.cancel')}</Button>
        <Button
          tone="main"
          isBusy={isMerging || isAsking}
          isDisabled={!other || reason.trim().length < 3}
          onPress={() => void send()}
        >
          {t(mayMerge ? 'merge.save' : 'merge.askSave')}
        </Button>
      </Acts>
    </Dialog>
  )
}

export function TakeApartDialog({ mergingId, onClose }: { mergingId: string; onClose: () => void }) {
  const { t } = useTranslation(['household', 'common'])
  const { refresh } = useStory()
  const [reason, setReason] = useState('')
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [takeApart, isBusy] = useAct(TakeApartDocument)
  const send = async () => {
    const came = await takeApart({ mergingId, reason })
    setOutcome(came)
    if (!came.done) return
    say(t('merge.takenApart'))
    onClose()
    refresh()
  }
  return (
    <Dialog title={t('merge.takeApart')} isOpen onClose={onClose}>
      <Stack>
        <p>{t('merge.apartLead')}</p>
        <TextField
          label={t('merge.apartReason')}
          value={reason}
          onChange={setReason}
          rows={3}
          maxLength={1000}
          error={refusalOf(outcome, 'reason')}
          isRequired
        />
        <Refused outcome={outcome} fields={['reason']} />
      </Stack>
      <Acts>
        <Button onPress={onClose}>{t('common:act.cancel')}</Button>
        <Button tone="main" isBusy={isBusy} isDisabled={reason.trim().length < 3} onPress={() => void send()}>
          {t('merge.takeApart')}
        </Button>
      </Acts>
    </Dialog>
  )
}
