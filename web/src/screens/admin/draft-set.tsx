// Keeping a set as a draft: nothing is judged by it until it is released.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Acts, Dialog } from '~/base/dialog'
import { TextField } from '~/base/field'
import { Refused, refusalOf } from '~/base/refused'
import { say } from '~/base/said'
import { type Outcome, useAct } from '~/graph/act'
import { ParameterSetDraftDocument } from './admin.generated'

type Props = { text: string; onDone: () => void; onClose: () => void }

export function DraftSet({ text: begun, onDone, onClose }: Props) {
  const { t } = useTranslation(['admin', 'common'])
  const [text, setText] = useState(begun)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [draft, isBusy] = useAct(ParameterSetDraftDocument)
  const submit = async () => {
    const came = await draft({ text })
    setOutcome(came)
    if (came.done) {
      say(t('set.drafted'))
      onDone()
      onClose()
    }
  }
  return (
    <Dialog title={t('set.new')} isOpen isWide onClose={onClose}>
      <TextField
        label={t('set.text')}
        hint={t('set.textHint')}
        rows={18}
        value={text}
        onChange={setText}
        error={refusalOf(outcome, 'text')}
      />
      <Refused outcome={outcome} fields={['text']} />
      <Acts>
        <Button tone="main" isBusy={isBusy} onPress={() => void submit()}>
          {t('set.draft')}
        </Button>
        <Button onPress={onClose}>{t('common:act.cancel')}</Button>
      </Acts>
    </Dialog>
  )
}
