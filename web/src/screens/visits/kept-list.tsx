// Households kept on the device: found and opened without a line.
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useSession } from '~/app/session'
import { Badge, UrgentBadge } from '~/base/badge'
import { Button } from '~/base/button'
import { TextField } from '~/base/field'
import { Row, Section, Soft } from '~/base/page'
import { say } from '~/base/said'
import { Empty } from '~/base/state'
import { useFormat } from '~/format/use-format'
import { forgetHouseholds, type KeptHousehold } from '~/offline/kept'
import { unsent } from '~/offline/outbox'
import { useOutbox } from '~/offline/outbox-provider'
import { KeepForm } from './keep-form'
import style from './kept-list.module.css'
import type { Draft } from './use-draft'
import { useHouseholdWords } from './words'

export function KeptList() {
  const { t } = useTranslation('visit')
  const format = useFormat()
  const words = useHouseholdWords()
  const { isAway } = useSession()
  const { device, visits } = useOutbox()
  const [kept, setKept] = useState<KeptHousehold[]>([])
  const [drafts, setDrafts] = useState<Set<string>>(new Set())
  const [sought, setSought] = useState('')

  const look = useCallback(async () => {
    if (!device) return
    setKept(await device.list<KeptHousehold>('household'))
    setDrafts(new Set((await device.list<Draft>('draft')).map(it => it.caseId)))
  }, [device])
  useEffect(() => void look(), [look])

  if (!device?.isKeeping) return null
  const waits = new Set(unsent(visits).map(it => it.caseId))
  const sent = new Set(visits.filter(it => it.state === 'sent').map(it => it.caseId))
  const rows = kept
    .map(({ subject }) => ({
      id: subject.id,
      name: words.name(subject),
      place: words.address(subject),
      number: subject.household.shortNumber ?? '',
      lastVisit: words.lastVisit(subject),
      isUrgent: subject.urgent,
    }))
    .filter(it => `${it.name} ${it.place} ${it.number}`.toLowerCase().includes(sought.trim().toLowerCase()))
    .sort((a, b) => a.place.localeCompare(b.place, 'th', { numeric: true }))
  const keptAt = kept.map(it => it.keptAt).sort()[0]
  const forget = async () => {
    await forgetHouseholds(device)
    say(t('keep.forgotten'))
    await look()
  }

  return (
    <>
      {!isAway && <KeepForm device={device} hasKept={kept.length > 0} onKept={look} />}
      <Section
        title={t('keep.kept')}
        acts={
          kept.length > 0 && (
            <Button tone="quiet" onPress={() => void forget()}>
              {t('keep.forget')}
            </Button>
          )
        }
      >
        {kept.length === 0 && <Empty>{t('keep.empty')}</Empty>}
        {kept.length > 0 && (
          <>
            {keptAt && (
              <Soft>{t('keep.keptCount', { count: kept.length, time: format.instant(keptAt) })}</Soft>
            )}
            <TextField label={t('keep.find')} value={sought} onChange={setSought} />
            {rows.length === 0 && <p>{t('keep.nothing')}</p>}
            <ul className={style.list}>
              {rows.map(it => (
                <li key={it.id}>
                  <Link to={`/cases/${it.id}/visit`} className={style.household}>
                    <strong>{it.name}</strong>
                    <span>{it.place}</span>
                    <Row>
                      <Soft>{[it.number, it.lastVisit].filter(Boolean).join(' · ')}</Soft>
                      {it.isUrgent && <UrgentBadge />}
                      {waits.has(it.id) && <Badge tone="warn">{t('keep.waits')}</Badge>}
                      {sent.has(it.id) && <Badge tone="good">{t('outbox.sent')}</Badge>}
                      {drafts.has(it.id) && <Badge tone="calm">{t('keep.draft')}</Badge>}
                    </Row>
                  </Link>
                </li>
              ))}
            </ul>
          </>
        )}
      </Section>
    </>
  )
}
