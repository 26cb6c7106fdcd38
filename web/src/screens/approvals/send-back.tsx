// Sending one paper back with a note, or not taking it; where somebody changed it meanwhile, the person decides.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Acts, Dialog } from '~/base/dialog'
import { TextField } from '~/base/field'
import { Stack } from '~/base/page'
import { Refused, refusalOf } from '~/base/refused'
import type { Outcome } from '~/graph/act'
import { Conflict } from './conflict'

type SendBackProps = {
  /** Of the button and the dialog. */
  word: string
  /** Whose paper it is. */
  of: string
  /** What it does. */
  told: string
  /** The API wants a note. */
  isNoteNeeded?: boolean
  /** The API takes none. */
  isNoteOff?: boolean
  /** `version` is given where the person decided to go on over a conflict. */
  send: (note: string, version?: number) => Promise<Outcome<unknown>>
  onDone: () => void
}

export function SendBack({ word, of, told, isNoteNeeded, isNoteOff, send, onDone }: SendBackProps) {
  const { t } = useTranslation(['approvals', 'common'])
  const [isOpen, setOpen] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [note, setNote] = useState('')
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const conflict = outcome && !outcome.done ? outcome.refusals.find(it => it.conflict)?.conflict : null
  const isNoteMissing = isNoteNeeded && note.trim() === ''

  const submit = async (version?: number) => {
    if (isNoteMissing) {
      const refusal = { code: 'NOTE_NEEDED', message: t('sendBack.noteNeeded'), field: 'note' }
      setOutcome({ done: false, refusals: [refusal] })
      return
    }
    setBusy(true)
    const came = await send(note.trim(), version)
    setBusy(false)
    setOutcome(came)
    if (came.done) {
      setOpen(false)
      onDone()
    }
  }

  return (
    <>
      <Button tone="quiet" aria-label={`${word} ${of}`} onPress={() => setOpen(true)}>
        {word}
      </Button>
      <Dialog title={`${word} · ${of}`} isOpen={isOpen} onClose={() => setOpen(false)}>
        <Stack>
          <p>{told}</p>
          {conflict ? <Conflict of={conflict} /> : <Refused outcome={outcome} fields={['note']} />}
          {!isNoteOff && (
            <TextField
              label={t('sendBack.note')}
              rows={3}
              value={note}
              onChange={setNote}
              error={refusalOf(outcome, 'note')}
              isRequired={isNoteNeeded}
              autoFocus
            />
          )}
        </Stack>
        <Acts>
          <Button onPress={() => setOpen(false)}>{t('common:act.cancel')}</Button>
          <Button tone="main" isBusy={isBusy} onPress={() => void submit(conflict?.version)}>
            {conflict ? t('sendBack.again') : word}
          </Button>
        </Acts>
      </Dialog>
    </>
  )
}
