// The second person of an import: who asked, what the plan comes to, and the word that lets it begin or sends it back.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Card, Facts, Row, Section, Soft, Stack } from '~/base/page'
import { Refused } from '~/base/refused'
import { say } from '~/base/said'
import { useFormat } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import { SendBack } from '../approvals/send-back'
import { DecideImportDocument, type OneImportQuery } from './imports.generated'

type Import = OneImportQuery['import']
type Approval = NonNullable<Import['approval']>

export function Second({ of, approval }: { of: Pick<Import, 'id' | 'fileName'>; approval: Approval }) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const [decide, isBusy] = useAct(DecideImportDocument)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const agree = async () => {
    const came = await decide({ importId: of.id, agree: true, reason: null })
    setOutcome(came)
    if (came.done) say(t('second.agreedNow'))
  }
  const decided = approval.decidedAt && {
    who: approval.decidedBy?.displayName ?? '–',
    time: format.instant(approval.decidedAt),
    interpolation: { escapeValue: false },
  }
  return (
    <Section title={t('second.one')}>
      <Card>
        <Stack>
          <p>
            {t('second.askedBy', {
              who: approval.askedBy?.displayName ?? '–',
              time: format.instant(approval.askedAt),
              interpolation: { escapeValue: false },
            })}
          </p>
          {decided && <p>{t(approval.isAgreed ? 'second.agreed' : 'second.sentBack', decided)}</p>}
          {approval.reason && <p>“{approval.reason}”</p>}
          {!decided && <p>{t(approval.canAgree ? 'second.waitsForYou' : 'second.waitsForOther')}</p>}
          {!decided && <Plan of={approval} />}
          <Refused outcome={outcome} />
          <Row>
            {approval.canAgree && (
              <Button tone="main" isBusy={isBusy} onPress={() => void agree()}>
                {t('second.agree')}
              </Button>
            )}
            {approval.canSendBack && (
              <SendBack
                word={t(approval.canAgree ? 'second.sendBack' : 'second.takeBack')}
                of={of.fileName}
                told={t('second.sendBackTold')}
                isNoteNeeded
                send={reason => decide({ importId: of.id, agree: false, reason })}
                onDone={() => say(t('second.sentBackNow'))}
              />
            )}
          </Row>
        </Stack>
      </Card>
    </Section>
  )
}

function Plan({ of }: { of: Approval }) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const all: [string, number][] = [
    [t('count.accepted'), of.nAccepted],
    [t('count.warned'), of.nAcceptedWithWarning],
    [t('count.rejected'), of.nRejected],
    [t('count.new'), of.nNew],
    [t('count.changed'), of.nChanged],
    [t('count.unchanged'), of.nUnchanged],
    [t('count.casesOpened'), of.nCasesOpened],
    [t('count.questions'), of.nQuestions],
    [t('second.changing'), of.nHouseholdsChanging],
    [t('second.falling'), of.nHouseholdsFalling],
  ]
  const told = all.filter(([, count]) => count > 0)
  if (told.length === 0) return <Soft>{t('check.nothingTaken')}</Soft>
  return <Facts of={told.map(([name, count]) => [name, format.number(count)])} />
}
