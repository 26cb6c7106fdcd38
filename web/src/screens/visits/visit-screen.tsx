// Recording a visit on a phone: one household, only what must be asked, sent or kept until it can be.
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { v7 as newId } from 'uuid'
import { Button } from '~/base/button'
import { ButtonLink } from '~/base/button-link'
import { PageHead, Row, Soft, Stack } from '~/base/page'
import { say } from '~/base/said'
import { Fault, Loading, State } from '~/base/state'
import { useFormat } from '~/format/use-format'
import { asksOf, promisedTo } from '~/offline/asks'
import { waiting } from '~/offline/outbox'
import { useOutbox } from '~/offline/outbox-provider'
import type { VisitForm } from '~/offline/visit-form'
import { MayVisit } from './may-visit'
import { useDraft } from './use-draft'
import { type Household, useHousehold } from './use-household'
import { VisitFields } from './visit-fields'
import { useHouseholdWords } from './words'

export default function VisitScreen() {
  return (
    <MayVisit>
      <OneVisit />
    </MayVisit>
  )
}

function OneVisit() {
  const { t } = useTranslation(['visit', 'common'])
  const { id = '' } = useParams()
  const { household, fault, retry } = useHousehold(id)
  if (household) return <Form key={id} of={household} />
  if (fault?.kind === 'offline') {
    return (
      <State
        tone="fault"
        title={t('from.notKept')}
        act={
          <Row>
            <Button onPress={retry}>{t('common:act.retry')}</Button>
            <ButtonLink to="/visits">{t('list')}</ButtonLink>
          </Row>
        }
      >
        {t('from.notKeptBody')}
      </State>
    )
  }
  return fault ? <Fault fault={fault} retry={retry} /> : <Loading lines={6} />
}

function Form({ of }: { of: Household }) {
  const { t } = useTranslation(['visit', 'common'])
  const format = useFormat()
  const words = useHouseholdWords()
  const goTo = useNavigate()
  const [query] = useSearchParams()
  const { device, visits, add } = useOutbox()
  const { subject, common } = of
  const asks = useMemo(() => asksOf(subject, common.visitFacts), [subject, common])
  const promised = useMemo(() => promisedTo(subject), [subject])
  const corrected = visits.find(it => it.id === query.get('visit') && it.state === 'refused') ?? null
  const { form, change, forget, restart, restoredAt } = useDraft(
    device,
    subject.id,
    asks,
    promised.map(it => it.id),
    corrected,
  )

  const [isBusy, setBusy] = useState(false)
  const send = async (written: VisitForm) => {
    setBusy(true)
    const { shortNumber } = subject.household
    const id = corrected?.id ?? newId()
    const visit = waiting(
      { id, key: newId(), caseId: subject.id, shortNumber: shortNumber ?? null, form: written },
      new Date().toISOString(),
    )
    const came = await add(visit)
    await forget()
    setBusy(false)
    if (came.state === 'refused') {
      goTo(`?visit=${id}`, { replace: true, preventScrollReset: true })
      return
    }
    say(t(came.state === 'sent' ? 'said.sent' : 'said.waiting'))
    goTo(came.state === 'sent' ? `/cases/${subject.id}` : '/visits')
  }

  return (
    <>
      <PageHead title={words.name(subject)} windowTitle={t('title')} lead={words.address(subject)}>
        <Soft>
          {[words.number(subject), words.lastVisit(subject)].filter(Boolean).join(' · ')}
          {of.keptAt && ` · ${t('from.kept', { time: format.instant(of.keptAt) })}`}
        </Soft>
      </PageHead>
      {subject.status === 'CLOSED' ? (
        <State tone="empty" title={t('household.closed')} />
      ) : (
        <Stack>
          {restoredAt && (
            <Row>
              <Soft>{t('draft.restored', { time: format.instant(restoredAt) })}</Soft>
              <Button tone="quiet" onPress={() => void restart()}>
                {t('draft.discard')}
              </Button>
            </Row>
          )}
          {form ? (
            <VisitFields
              of={of}
              asks={asks}
              promised={promised}
              form={form}
              change={change}
              isBusy={isBusy}
              reasons={corrected?.reasons ?? []}
              isKeeping={device?.isKeeping ?? false}
              send={send}
            />
          ) : (
            <Loading />
          )}
        </Stack>
      )}
    </>
  )
}
