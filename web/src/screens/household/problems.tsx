// Problems of the household: where each stands, since when, whose they are.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '~/app/session'
import { Badge, type BadgeTone } from '~/base/badge'
import { Button } from '~/base/button'
import { Soft } from '~/base/page'
import { Table } from '~/base/table'
import { useFormat, useLabel } from '~/format/use-format'
import type { ProblemStatus } from '~/graph/schema.generated'
import type { ProblemLineFragment } from './household.generated'
import { useMany } from './many'
import { Nothing } from './nothing'
import { ProblemChange } from './problem-change'
import { useStory } from './story'

const TONES: Record<ProblemStatus, BadgeTone> = {
  OPEN: 'urgent',
  IN_PROGRESS: 'calm',
  REFERRED: 'calm',
  ESCALATED: 'warn',
  SOLVED: 'good',
  CANNOT_BE_SOLVED: 'warn',
  NO_LONGER_PRESENT: 'good',
}

const isSettled = ({ status }: ProblemLineFragment) => status === 'SOLVED' || status === 'NO_LONGER_PRESENT'

export function ProblemsSection() {
  const { t } = useTranslation('household')
  const many = useMany()
  const format = useFormat()
  const label = useLabel()
  const { may } = useSession()
  const { it, isOpen } = useStory()
  const [changed, setChanged] = useState<ProblemLineFragment | null>(null)
  if (it.problems.length === 0) return <Nothing>{t('problems.none')}</Nothing>
  const rows = [...it.problems].sort((a, b) => Number(isSettled(a)) - Number(isSettled(b)))
  const origin = ({ source, surveyYear }: ProblemLineFragment) =>
    source === 'visit'
      ? t('origin.visit')
      : [label('source', source), surveyYear && format.year(surveyYear)].filter(Boolean).join(' ')
  return (
    <>
      <Table
        label={t('part.problems')}
        rows={rows}
        rowKey={problem => problem.id}
        columns={[
          {
            key: 'problem',
            head: t('problems.problem'),
            cell: problem => (
              <>
                {problem.text ?? label('problem', problem.code)}{' '}
                {problem.count > 1 && <Soft>{t('problems.count', many(problem.count))}</Soft>}{' '}
                {problem.isRestricted && <Badge tone="warn">{t('problems.restricted')}</Badge>}
                <div>
                  <Soft>{problem.group ? label('problem_group', problem.group) : ''}</Soft>
                </div>
              </>
            ),
          },
          {
            key: 'status',
            head: t('problems.status'),
            cell: problem => (
              <Badge tone={TONES[problem.status]}>{label('problem_status', problem.status)}</Badge>
            ),
          },
          { key: 'since', head: t('problems.since'), cell: problem => format.day(problem.statusSince) },
          {
            key: 'agency',
            head: t('problems.agency'),
            cell: problem => problem.owningAgency ?? t('unknown'),
          },
          { key: 'source', head: t('source'), cell: origin },
          ...(isOpen && may('UPDATE_PROBLEM')
            ? [
                {
                  key: 'act',
                  head: '',
                  cell: (problem: ProblemLineFragment) => (
                    <Button onPress={() => setChanged(problem)}>{t('problems.change')}</Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {changed && <ProblemChange problem={changed} onClose={() => setChanged(null)} />}
    </>
  )
}
