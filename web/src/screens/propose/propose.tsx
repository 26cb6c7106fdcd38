// Proposing a household that no list names: where it is, how to find it, who lives there and why it needs help.
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '~/app/session'
import { Button } from '~/base/button'
import { ButtonLink } from '~/base/button-link'
import { CountField } from '~/base/count-field'
import { DayField } from '~/base/day-field'
import { Checkbox, TextField } from '~/base/field'
import { Card, Grid, PageHead, Row, Section, Soft, Stack } from '~/base/page'
import { Refused, refusalOf } from '~/base/refused'
import { State } from '~/base/state'
import { today } from '~/format/format'
import { type Outcome, useAct } from '~/graph/act'
import { type Draft, emptyDraft, inputOf, lookedFor, type Missing, missingOf } from './draft'
import { Known } from './known'
import { Own } from './own'
import { type OwnProposalFragment, ProposeHouseholdDocument } from './propose.generated'
import { useOwnAreas, Where } from './where'

const FIELDS = [
  'areaId',
  'houseNo',
  'description',
  'headTitle',
  'headFirstName',
  'headLastName',
  'nMembers',
  'reason',
  'metOn',
]

export default function ProposeScreen() {
  const { t } = useTranslation(['propose', 'common'])
  const [done, setDone] = useState<OwnProposalFragment | null>(null)
  const { may } = useSession()
  return (
    <>
      <PageHead title={t('title')} lead={t('lead')} />
      {!may('PROPOSE_HOUSEHOLD') ? (
        <State tone="empty" title={t('common:state.forbiddenTitle')}>
          {t('common:state.forbidden')}
        </State>
      ) : done ? (
        <Done it={done} onAnother={() => setDone(null)} />
      ) : (
        <Form onDone={setDone} />
      )}
      {may('PROPOSE_HOUSEHOLD') && <Own />}
    </>
  )
}

function Form({ onDone }: { onDone: (it: OwnProposalFragment) => void }) {
  const { t } = useTranslation('propose')
  const { may } = useSession()
  const own = useOwnAreas()
  const [draft, setDraft] = useState<Draft>(() =>
    emptyDraft(today(), own.length === 1 && own[0]?.level === 'VILLAGE' ? own[0].id : null),
  )
  const [missing, setMissing] = useState<Missing[]>([])
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [propose, isBusy] = useAct(ProposeHouseholdDocument)
  const set = (change: Partial<Draft>) => setDraft(it => ({ ...it, ...change }))
  const wrong = (field: string) =>
    missing.some(it => it === field && missingOf(draft).includes(it))
      ? t(`missing.${field as Missing}`)
      : refusalOf(outcome, field)
  const looked = lookedFor(draft)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const lacks = missingOf(draft)
    setMissing(lacks)
    if (lacks.length > 0) return
    const came = await propose({ household: inputOf(draft) })
    setOutcome(came)
    if (came.done && came.payload.proposal) {
      onDone(came.payload.proposal)
      window.scrollTo(0, 0)
    }
  }

  return (
    <Section>
      <form onSubmit={event => void submit(event)} noValidate aria-label={t('title')}>
        <Card>
          <Stack>
            <Where value={draft.areaId} onChange={areaId => set({ areaId })} error={wrong('areaId')} />
            <TextField
              label={t('field.houseNo')}
              hint={t('hint.houseNo')}
              value={draft.houseNo}
              onChange={houseNo => set({ houseNo })}
              maxLength={40}
              error={wrong('houseNo')}
            />
            <TextField
              label={t('field.description')}
              hint={t('hint.description')}
              value={draft.description}
              onChange={description => set({ description })}
              rows={2}
              maxLength={500}
              error={wrong('description')}
              isRequired
            />
            <h2>{t('head')}</h2>
            <Soft>{t('headHint')}</Soft>
            <Grid min={160}>
              <TextField
                label={t('field.headTitle')}
                value={draft.headTitle}
                onChange={headTitle => set({ headTitle })}
                maxLength={40}
                error={wrong('headTitle')}
              />
              <TextField
                label={t('field.headFirstName')}
                value={draft.headFirstName}
                onChange={headFirstName => set({ headFirstName })}
                maxLength={100}
                error={wrong('headFirstName')}
              />
              <TextField
                label={t('field.headLastName')}
                value={draft.headLastName}
                onChange={headLastName => set({ headLastName })}
                maxLength={100}
                error={wrong('headLastName')}
              />
              <CountField
                label={t('field.nMembers')}
                value={draft.nMembers}
                onChange={nMembers => set({ nMembers })}
                max={60}
                error={wrong('nMembers')}
              />
            </Grid>
            {may('READ_CASE') && draft.areaId && looked && <Known areaId={draft.areaId} text={looked} />}
            <h2>{t('why')}</h2>
            <TextField
              label={t('field.reason')}
              hint={t('hint.reason')}
              value={draft.reason}
              onChange={reason => set({ reason })}
              rows={3}
              maxLength={1000}
              error={wrong('reason')}
              isRequired
            />
            <DayField
              label={t('field.metOn')}
              value={draft.metOn}
              onChange={metOn => set({ metOn })}
              max={today()}
              error={wrong('metOn')}
            />
            <Checkbox isSelected={draft.urgent} onChange={urgent => set({ urgent })}>
              {t('field.urgent')}
            </Checkbox>
            {draft.urgent && <Soft>{t('urgentTold')}</Soft>}
            <Refused outcome={outcome} fields={FIELDS} />
            <Button tone="main" type="submit" isBusy={isBusy}>
              {t(draft.urgent ? 'doUrgent' : 'do')}
            </Button>
          </Stack>
        </Card>
      </form>
    </Section>
  )
}

/** What was done, and what happens next. */
function Done({ it, onAnother }: { it: OwnProposalFragment; onAnother: () => void }) {
  const { t } = useTranslation('propose')
  return (
    <State
      tone="done"
      title={t(it.urgent ? 'done.urgent' : 'done.title')}
      act={
        <Row>
          {it.case && (
            <ButtonLink tone="main" to={`/cases/${it.case.id}`}>
              {t('openCase')}
            </ButtonLink>
          )}
          <Button onPress={onAnother}>{t('another')}</Button>
        </Row>
      }
    >
      {t(it.urgent ? 'done.urgentTold' : 'done.told')}
    </State>
  )
}
