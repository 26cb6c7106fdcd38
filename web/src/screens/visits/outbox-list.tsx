// Visits on their way: plainly what was sent, what was not, and why.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Badge } from '~/base/badge'
import { Button } from '~/base/button'
import { ButtonLink } from '~/base/button-link'
import { Acts, Dialog } from '~/base/dialog'
import { Card, Row, Section, Soft, Stack } from '~/base/page'
import { say } from '~/base/said'
import { useFormat, useLabel } from '~/format/use-format'
import { unsent, type Waiting } from '~/offline/outbox'
import { useOutbox } from '~/offline/outbox-provider'

export function OutboxList() {
  const { t } = useTranslation(['visit', 'offline'])
  const { device, visits, isSending, trouble, send, discard } = useOutbox()
  const [discarded, setDiscarded] = useState<Waiting | null>(null)
  const left = unsent(visits)
  const reason = trouble === 'offline' || trouble === 'ended' ? trouble : trouble ? 'failed' : null
  return (
    <Section
      title={t('outbox.title')}
      acts={
        left.some(it => it.state === 'waiting') && (
          <Button tone="main" isBusy={isSending} onPress={() => void send()}>
            {t('outbox.send')}
          </Button>
        )
      }
    >
      <p role="status">
        {left.length > 0
          ? t('outbox.unsent', { count: left.length })
          : t(visits.length > 0 ? 'outbox.allSent' : 'outbox.empty')}
      </p>
      {left.length > 0 && reason && <Card tone="warn">{t(`trouble.${reason}`)}</Card>}
      {device && !device.isKeeping && (
        <Card tone="warn">
          <strong>{t('keep.impossible')}</strong>
          {t('keep.impossibleBody')}
        </Card>
      )}
      <Stack>
        {[...visits].reverse().map(it => (
          <OneVisit key={it.id} of={it} onDiscard={() => setDiscarded(it)} />
        ))}
      </Stack>
      <Dialog title={t('outbox.discardTitle')} isOpen={discarded !== null} onClose={() => setDiscarded(null)}>
        <p>{t('outbox.discardBody')}</p>
        <Acts>
          <Button onPress={() => setDiscarded(null)}>{t('offline:leaving.stay')}</Button>
          <Button
            tone="danger"
            onPress={() => {
              if (discarded) void discard(discarded.id).then(() => say(t('said.discarded')))
              setDiscarded(null)
            }}
          >
            {t('outbox.discard')}
          </Button>
        </Acts>
      </Dialog>
    </Section>
  )
}

function OneVisit({ of, onDiscard }: { of: Waiting; onDiscard: () => void }) {
  const { t } = useTranslation('visit')
  const format = useFormat()
  const label = useLabel()
  const { form } = of
  const told = form && [
    format.day(form.visitedOn),
    label('visit_manner', form.manner),
    form.manner !== 'NOBODY_MET' && form.change && t(`form.${form.change}`),
  ]
  const at =
    of.state === 'sent' && of.sentAt
      ? t('outbox.sentAt', { time: format.instant(of.sentAt) })
      : t('outbox.madeAt', { time: format.instant(of.madeAt) })
  return (
    <Card tone={of.state === 'refused' ? 'urgent' : undefined}>
      <Row>
        <Badge tone={of.state === 'sent' ? 'good' : of.state === 'refused' ? 'urgent' : 'warn'}>
          {t(`outbox.${of.state}`)}
        </Badge>
        <strong>{t('household.number', { number: of.shortNumber ?? '–' })}</strong>
        <Soft>{at}</Soft>
      </Row>
      {told && <p>{told.filter(Boolean).join(' · ')}</p>}
      {of.reasons.map(it => (
        <p key={it.code}>{it.message}</p>
      ))}
      {of.trouble === 'failed' && <p>{t('trouble.failed')}</p>}
      <Row>
        {of.state === 'refused' && (
          <ButtonLink tone="main" to={`/cases/${of.caseId}/visit?visit=${of.id}`}>
            {t('outbox.correct')}
          </ButtonLink>
        )}
        {of.state === 'sent' ? (
          <ButtonLink to={`/cases/${of.caseId}`}>{t('outbox.open')}</ButtonLink>
        ) : (
          <Button tone="danger" onPress={onDiscard}>
            {t('outbox.discard')}
          </Button>
        )}
      </Row>
    </Card>
  )
}
