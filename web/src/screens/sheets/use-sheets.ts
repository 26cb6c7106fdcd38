// The stack being typed: kept on the device with every change, each row saved by itself.
import { useCallback, useEffect, useRef, useState } from 'react'
import { useClient } from 'urql'
import { v7 as newId } from 'uuid'
import { useSession } from '~/app/session'
import { today } from '~/format/format'
import type { KeptHousehold } from '~/offline/kept'
import { DRAFT_DAYS } from '~/offline/limits'
import { waiting } from '~/offline/outbox'
import { useOutbox } from '~/offline/outbox-provider'
import { VisitCrewDocument, VisitSubjectsDocument } from '~/offline/visit.generated'
import { asPrinted, dayOf, type Found, formOf, isEmpty, lacksOf, newSheet, type Sheet } from './sheet'

export type Search = 'looking' | 'notFound' | 'ambiguous' | 'offline'

export function useSheets() {
  const client = useClient()
  const { isAway } = useSession()
  const { device, visits, add } = useOutbox()
  const [sheets, setSheets] = useState<Sheet[]>()
  const [searches, setSearches] = useState<Record<string, Search | undefined>>({})
  const [saving, setSaving] = useState<Set<string>>(new Set())
  const writes = useRef(Promise.resolve())

  useEffect(() => {
    void device?.get<Sheet[]>('sheet', 'stack').then(kept => {
      const left = (kept ?? []).filter(it => !it.isSaved)
      setSheets(left.length > 0 ? left : [newSheet(newId())])
    })
  }, [device])

  const keep = useCallback(
    (next: Sheet[]) => {
      const begun = next.filter(it => !it.isSaved && !isEmpty(it))
      writes.current = writes.current.then(() =>
        begun.length > 0
          ? device?.put('sheet', 'stack', begun, DRAFT_DAYS)
          : device?.remove('sheet', 'stack'),
      )
    },
    [device],
  )

  const edit = useCallback(
    (to: (sheets: Sheet[]) => Sheet[]) =>
      setSheets(before => {
        const next = to(before ?? [])
        keep(next)
        return next
      }),
    [keep],
  )

  const change = useCallback(
    (id: string, part: Partial<Sheet>) =>
      edit(all => all.map(it => (it.id === id ? { ...it, ...part } : it))),
    [edit],
  )

  /** The household with exactly this number, on the server or kept here. */
  const find = useCallback(
    async (id: string, typed: string) => {
      const number = asPrinted(typed)
      const tell = (so?: Search) => setSearches(all => ({ ...all, [id]: so }))
      if (!number) return tell()
      tell('looking')
      const isIt = (it: Found) => it.subject.household.shortNumber === number
      const kept = ((await device?.list<KeptHousehold>('household')) ?? []).find(isIt)
      let found: Found | null = kept ? { subject: kept.subject, crew: kept.crew } : null
      if (!isAway) {
        const filter = { text: number }
        const answer = await client
          .query(VisitSubjectsDocument, { filter }, { requestPolicy: 'network-only' })
          .toPromise()
        if (answer.error && !found) return tell('offline')
        const nodes = answer.data?.cases.nodes ?? []
        const subject = nodes.find(it => it.household.shortNumber === number)
        if (!subject && nodes.length > 0 && !found) return tell('ambiguous')
        if (subject) {
          const team = (subject.mentorTeam ?? subject.team)?.id
          const crew = team ? await client.query(VisitCrewDocument, { id: team }, {}).toPromise() : null
          found = { subject, crew: crew?.data?.team ?? null }
        }
      } else if (!found) return tell('offline')
      tell(found ? undefined : 'notFound')
      change(id, { found, answers: {} })
    },
    [client, device, isAway, change],
  )

  /** Saves one row; true where nothing is lacking and it is on its way. */
  const save = useCallback(
    async (sheet: Sheet) => {
      const day = dayOf(sheet.day, today())
      if (lacksOf(sheet, today()) || !day || !sheet.found) return
      const { id: caseId, household } = sheet.found.subject
      setSaving(all => new Set(all).add(sheet.id))
      const visit = waiting(
        {
          id: sheet.id,
          key: newId(),
          caseId,
          shortNumber: household.shortNumber ?? null,
          form: formOf(sheet, day),
        },
        new Date().toISOString(),
      )
      const came = await add(visit)
      // A visit on its way belongs to the outbox; only what was refused is still the row's to correct.
      if (came.state !== 'refused') change(sheet.id, { isSaved: true })
      setSaving(all => new Set([...all].filter(it => it !== sheet.id)))
    },
    [add, change],
  )

  const append = useCallback(() => edit(all => [...all, newSheet(newId(), all.at(-1))]), [edit])
  const remove = useCallback(
    (id: string) =>
      edit(all => {
        const left = all.filter(it => it.id !== id)
        return left.length > 0 ? left : [newSheet(newId())]
      }),
    [edit],
  )
  const clearSaved = useCallback(
    () =>
      edit(all => {
        const left = all.filter(it => !it.isSaved)
        return left.length > 0 ? left : [newSheet(newId(), all.at(-1))]
      }),
    [edit],
  )

  const isKeeping = device?.isKeeping ?? false
  return { sheets, searches, saving, visits, isKeeping, change, find, save, append, remove, clearSaved }
}
