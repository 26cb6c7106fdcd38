// Before leaving: which team's households to keep on the device.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient, useQuery } from 'urql'
import { useMe } from '~/app/session'
import { Button } from '~/base/button'
import { Select } from '~/base/choose'
import { Card, Section, Soft } from '~/base/page'
import { say } from '~/base/said'
import { Answer, Fault } from '~/base/state'
import { useFormat } from '~/format/use-format'
import type { CaseFilter, CaseStatus } from '~/graph/schema.generated'
import type { Device } from '~/offline/device'
import { type Keeping, keepHouseholds } from '~/offline/kept'
import { KEEP_DAYS, KEEP_LIMIT, STAY_HOURS } from '~/offline/limits'
import { renewStay } from '~/offline/stay'
import style from './visit.module.css'
import { TeamsToKeepDocument } from './visits.generated'

const OPEN: CaseStatus[] = ['TO_VERIFY', 'BEING_HELPED', 'BEING_FOLLOWED']

export function KeepForm({
  device,
  hasKept,
  onKept,
}: {
  device: Device
  hasKept: boolean
  onKept: () => Promise<void>
}) {
  const { t } = useTranslation(['visit', 'common'])
  const format = useFormat()
  const me = useMe()
  const client = useClient()
  const [asked, askAgain] = useQuery({ query: TeamsToKeepDocument })
  const [chosen, setChosen] = useState<string | null>(null)
  const [so, setSo] = useState<Keeping | null>(null)
  const [isBusy, setBusy] = useState(false)

  const keep = async (filter: CaseFilter) => {
    setBusy(true)
    setSo(null)
    // What is kept opens only while the stay lasts, so the stay stands first.
    await renewStay(me)
    const came = await keepHouseholds(client, device, { ...filter, status: OPEN }, setSo)
    await renewStay(me)
    setSo(came)
    setBusy(false)
    if (!came.fault && !came.isOverLimit) say(t('said.keptHouseholds', { count: came.nKept }))
    await onKept()
  }

  return (
    <Section title={t('keep.title')}>
      <Answer of={asked} retry={() => askAgain({ requestPolicy: 'network-only' })} lines={2}>
        {({ teams: { nodes } }) => {
          const own = me.grants.find(it => it.team)?.team?.id
          const team = nodes.find(it => it.id === (chosen ?? own)) ?? nodes[0]
          if (!team) return <Card>{t('keep.noTeam')}</Card>
          return (
            <Card>
              <Soft>
                {t('keep.lead', { days: format.number(KEEP_DAYS), hours: format.number(STAY_HOURS) })}
              </Soft>
              <div className={style.keep}>
                <Select
                  label={t('keep.team')}
                  choices={nodes.map(it => ({
                    id: it.id,
                    label: `${it.name} · ${t('common:unit.households', { count: it.householdCount })}`,
                  }))}
                  value={team.id}
                  onChange={setChosen}
                />
                <Button
                  tone="main"
                  isBusy={isBusy}
                  onPress={() =>
                    void keep(team.kind === 'MENTOR' ? { mentorTeamId: team.id } : { teamId: team.id })
                  }
                >
                  {t(hasKept ? 'keep.again' : 'keep.act')}
                </Button>
              </div>
              {isBusy && so && (
                <p role="status">
                  {t('keep.busy', { done: format.number(so.nKept), all: format.number(so.nAll) })}
                </p>
              )}
              {so?.isOverLimit && <p role="alert">{t('keep.limit', { count: KEEP_LIMIT })}</p>}
              {so?.fault && (
                <>
                  <p role="alert">{t('keep.failed', { count: so.nKept })}</p>
                  {so.fault.kind !== 'offline' && <Fault fault={so.fault} />}
                </>
              )}
            </Card>
          )
        }}
      </Answer>
    </Section>
  )
}
