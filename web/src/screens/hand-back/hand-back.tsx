// What was done here and is not yet entered in the TPMAP Logbook or ThaiQM: seen, taken out, marked as entered.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useQuery } from 'urql'
import { usePreferences } from '~/app/preferences'
import { useSession } from '~/app/session'
import { AreaPicker } from '~/base/area-picker/area-picker'
import { Button } from '~/base/button'
import { Options } from '~/base/choose'
import { PageHead, Row, Section, Stack } from '~/base/page'
import { Refused } from '~/base/refused'
import { say } from '~/base/said'
import { Answer, Empty, State } from '~/base/state'
import { Table } from '~/base/table'
import { useFormat, useLabel } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import type { HandBackTargetName } from '~/graph/schema.generated'
import { type NotTaken, takeFile } from '~/screens/imports/take-file'
import { WhyNotTaken } from '~/screens/imports/take-files'
import {
  HandBackListDocument,
  HandBackMarksDocument,
  MarkHandBackDocument,
  UnmarkHandBackDocument,
} from './hand-back.generated'

const TARGETS: HandBackTargetName[] = ['TPMAP_LOGBOOK', 'THAIQM']

export default function HandBackScreen() {
  const { t } = useTranslation(['imports', 'common'])
  const { may } = useSession()
  if (!may('EXPORT_RECORDS')) {
    return (
      <State tone="empty" title={t('common:state.forbiddenTitle')}>
        {t('common:state.forbidden')}
      </State>
    )
  }
  return <HandBack />
}

function HandBack() {
  const { t } = useTranslation('imports')
  const label = useLabel()
  const [params, setParams] = useSearchParams()
  const areaId = params.get('areaId')
  const [target, setTarget] = useState<HandBackTargetName>('TPMAP_LOGBOOK')
  // One more after each act: what waits is asked for anew.
  const [turn, setTurn] = useState(0)
  const done = () => setTurn(it => it + 1)
  return (
    <Stack>
      <PageHead title={t('handBack.title')} lead={t('handBack.lead')} />
      <Options
        label={t('handBack.target')}
        choices={TARGETS.map(id => ({ id, label: label('hand_back_target', id) }))}
        value={target}
        onChange={setTarget}
        isRow
      />
      <AreaPicker
        label={t('handBack.area')}
        value={areaId}
        onChange={it => setParams(it ? { areaId: it.id } : {}, { replace: true })}
      />
      {areaId && (
        <Waiting key={`${target} ${areaId} ${turn}`} target={target} areaId={areaId} onDone={done} />
      )}
      <Section title={t('handBack.marks')}>
        <Marks key={`${target} ${turn}`} target={target} onDone={done} />
      </Section>
    </Stack>
  )
}

function Waiting({
  target,
  areaId,
  onDone,
}: {
  target: HandBackTargetName
  areaId: string
  onDone: () => void
}) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const label = useLabel()
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [not, setNot] = useState<NotTaken>(null)
  const [isSaving, setSaving] = useState(false)
  const [result, again] = useQuery({
    query: HandBackListDocument,
    variables: { target, areaId },
    requestPolicy: 'network-only',
  })
  const [mark, isBusy] = useAct(MarkHandBackDocument)
  const takeOut = async () => {
    const system = target.toLowerCase().replace('_', '-')
    setSaving(true)
    setNot(await takeFile(`/downloads/hand-back/${areaId}/${system}`, `${system}.xlsx`))
    setSaving(false)
  }
  const markAll = async (count: number) => {
    const came = await mark({ target, areaId, expectedCount: count })
    setOutcome(came)
    if (!came.done) return
    say(t('handBack.marked', { told: format.number(count) }))
    onDone()
  }
  return (
    <Answer of={result} retry={again}>
      {({ handBack }) =>
        handBack.count === 0 ? (
          <Empty>{t('handBack.empty')}</Empty>
        ) : (
          <Stack>
            <p role="status">{t('handBack.count', { told: format.number(handBack.count) })}</p>
            <Row>
              <Button isBusy={isSaving} onPress={() => void takeOut()}>
                {t('handBack.takeOut')}
              </Button>
              <Button tone="main" isBusy={isBusy} onPress={() => void markAll(handBack.count)}>
                {t('handBack.mark')}
              </Button>
            </Row>
            <Refused outcome={outcome} />
            <WhyNotTaken not={not} />
            <Table
              label={t('handBack.title')}
              rows={handBack.lines.map((it, place) => ({ ...it, place }))}
              rowKey={it => `${it.place}`}
              columns={[
                { key: 'kind', head: t('handBack.kind'), cell: it => label('hand_back_kind', it.kind) },
                { key: 'household', head: t('column.household'), cell: it => it.shortNumber ?? '' },
                { key: 'head', head: t('handBack.head'), cell: it => it.head ?? '' },
                { key: 'place', head: t('handBack.place'), cell: it => it.place ?? '' },
                { key: 'text', head: t('handBack.text'), cell: it => it.text },
                { key: 'day', head: t('handBack.day'), cell: it => (it.day ? format.day(it.day) : '') },
              ]}
            />
          </Stack>
        )
      }
    </Answer>
  )
}

function Marks({ target, onDone }: { target: HandBackTargetName; onDone: () => void }) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const label = useLabel()
  const { language } = usePreferences()
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [result, again] = useQuery({
    query: HandBackMarksDocument,
    variables: { target },
    requestPolicy: 'network-only',
  })
  const [unmark, isBusy] = useAct(UnmarkHandBackDocument)
  const takeBack = async (markId: string) => {
    const came = await unmark({ markId })
    setOutcome(came)
    if (!came.done) return
    say(t('handBack.unmarked'))
    onDone()
  }
  return (
    <Answer of={result} retry={again}>
      {({ handBackMarks }) =>
        handBackMarks.length === 0 ? (
          <Empty>{t('handBack.noMarks')}</Empty>
        ) : (
          <Stack>
            <Refused outcome={outcome} />
            <Table
              label={t('handBack.marks')}
              rows={handBackMarks}
              rowKey={it => it.id}
              columns={[
                {
                  key: 'area',
                  head: t('handBack.area'),
                  cell: it => (language === 'en' && it.area?.nameEn) || it.area?.nameTh || '',
                },
                {
                  key: 'count',
                  head: t('handBack.items'),
                  isNumber: true,
                  cell: it => format.number(it.count),
                },
                {
                  key: 'by',
                  head: t('handBack.by'),
                  cell: it =>
                    [it.by?.displayName ?? label('role', 'operator'), format.instant(it.at)].join(' · '),
                },
                {
                  key: 'act',
                  head: t('handBack.act'),
                  cell: it =>
                    it.undoneAt ? (
                      t('handBack.undone')
                    ) : (
                      <Button isBusy={isBusy} onPress={() => void takeBack(it.id)}>
                        {t('handBack.unmark')}
                      </Button>
                    ),
                },
              ]}
            />
          </Stack>
        )
      }
    </Answer>
  )
}
