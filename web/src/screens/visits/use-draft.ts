// The form as it is filled in: every change is kept on the device, so that nothing typed is lost.
import { useCallback, useEffect, useRef, useState } from 'react'
import { today } from '~/format/format'
import type { Ask } from '~/offline/asks'
import type { Device } from '~/offline/device'
import { DRAFT_DAYS } from '~/offline/limits'
import type { Waiting } from '~/offline/outbox'
import { isBlank, merged, newForm, type VisitForm } from '~/offline/visit-form'

export type Draft = {
  caseId: string
  /** The refused visit that it corrects. */
  of: string | null
  at: string
  form: VisitForm
}

/** The draft of a case; undefined until the device was looked at. `corrected` is a refused visit. */
export function useDraft(
  device: Device | null,
  caseId: string,
  asked: Ask[] | null,
  promised: string[],
  corrected: Waiting | null,
) {
  const [form, setForm] = useState<VisitForm>()
  const [restoredAt, setRestoredAt] = useState<string | null>(null)
  const writes = useRef(Promise.resolve())
  const isReady = device !== null && asked !== null

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the device and the questions are there.
  useEffect(() => {
    if (!isReady) return
    void device.get<Draft>('draft', caseId).then(draft => {
      const isSame = draft?.of === (corrected?.id ?? null)
      const start = (isSame && draft?.form) || corrected?.form || newForm(today())
      setForm(merged(start, today(), asked, promised))
      setRestoredAt(isSame ? (draft?.at ?? null) : null)
    })
  }, [isReady, caseId])

  const of = corrected?.id ?? null
  const keep = useCallback(
    (next: VisitForm) => {
      if (!device) return
      const draft: Draft = { caseId, of, at: new Date().toISOString(), form: next }
      // One after another, or an older write could come last.
      writes.current = writes.current.then(() =>
        isBlank(next, today())
          ? device.remove('draft', caseId)
          : device.put('draft', caseId, draft, DRAFT_DAYS),
      )
    },
    [device, caseId, of],
  )

  const change = useCallback(
    (part: Partial<VisitForm>) => {
      setForm(before => {
        if (!before) return before
        const next = { ...before, ...part }
        keep(next)
        return next
      })
    },
    [keep],
  )

  /** Forgets the draft, because it was sent or is not wanted. */
  const forget = useCallback(async () => {
    await writes.current
    await device?.remove('draft', caseId)
    setRestoredAt(null)
  }, [device, caseId])

  const restart = useCallback(async () => {
    await forget()
    setForm(newForm(today()))
  }, [forget])

  return { form, change, forget, restart, restoredAt }
}
