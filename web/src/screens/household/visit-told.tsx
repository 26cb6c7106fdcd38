// One visit: how, by whom, what was found.
import { useTranslation } from 'react-i18next'
import { Badge } from '~/base/badge'
import { Soft } from '~/base/page'
import { useFormat, useLabel } from '~/format/use-format'
import type { VisitWholeFragment } from './household.generated'
import style from './household.module.css'
import { useStory } from './story'

type Finding = VisitWholeFragment['findings'][number]

export function VisitTold({ visit }: { visit: VisitWholeFragment }) {
  const { t } = useTranslation('household')
  const label = useLabel()
  const went = visit.visitedBy
    .map(it => it.account?.displayName ?? it.teamMember?.name ?? it.name)
    .filter(Boolean)
    .join(', ')
  return (
    <div className={style.visit}>
      <p>
        <Badge>{label('visit_manner', visit.manner)}</Badge>{' '}
        {visit.verification && <Badge>{label('verification', visit.verification)}</Badge>}{' '}
        {visit.class && <Badge>{label('household_class', visit.class)}</Badge>}
      </p>
      <Soft>
        {[
          went && t('visit.went', { who: went }),
          visit.toldBy && t('visit.told', { who: visit.toldBy }),
          visit.enteredBy && t('visit.typed', { who: visit.enteredBy.displayName }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </Soft>
      {visit.nothingChanged && <p>{t('visit.nothingChanged')}</p>}
      {visit.findings.length > 0 && (
        <ul className={style.bullets}>
          {visit.findings.map(it => (
            <li key={it.code}>
              <FindingTold it={it} />
            </li>
          ))}
        </ul>
      )}
      {visit.note && <p>{visit.note}</p>}
    </div>
  )
}

function FindingTold({ it }: { it: Finding }) {
  const { t } = useTranslation('household')
  const format = useFormat()
  const label = useLabel()
  const { problems, verdict } = useStory().it
  const asked = () => {
    if (it.code === 'income_per_person' || it.code === 'savings') return t(`visit.fact.${it.code}`)
    if (it.code.startsWith('dimension.')) return label('dimension', it.code.slice('dimension.'.length))
    return (
      problems.find(problem => problem.code === it.code)?.text ??
      verdict?.criteria.find(criterion => criterion.fact?.code === it.code)?.text ??
      label('problem', it.code)
    )
  }
  const found = () => {
    if (it.refused) return label('indicator_result', 'refused')
    if (it.problem) return label('problem_status', it.problem)
    if (it.amount) return t('level.perYear', { amount: format.baht(it.amount) })
    if (it.amountPerMonth) return t('visit.perMonth', { amount: format.baht(it.amountPerMonth) })
    if (it.code === 'savings') return t(it.answer ? 'visit.saves' : 'visit.savesNot')
    return t(it.answer ? 'level.trouble' : 'level.noTrouble')
  }
  return (
    <>
      {asked()}: <strong>{found()}</strong>
    </>
  )
}
