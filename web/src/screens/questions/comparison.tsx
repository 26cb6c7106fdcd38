// The two sides of a question beside each other, each row with a word for how they stand to each other.
import { useTranslation } from 'react-i18next'
import { Badge, type BadgeTone } from '~/base/badge'
import { useFormat } from '~/format/use-format'
import { useAreaName, usePlace } from '../home/place'
import { compare, type Mark, type Row } from './compare'
import type { LinkQuestionsThatWaitQuery, QuestionSideFragment } from './questions.generated'
import style from './questions.module.css'

export type Question = LinkQuestionsThatWaitQuery['linkQuestions']['nodes'][number]

const TONE: Record<Mark, BadgeTone> = {
  same: 'good',
  sameInSight: 'good',
  differs: 'urgent',
  oneSide: 'warn',
  unknown: 'plain',
}

export function Comparison({ of }: { of: Question }) {
  const { t } = useTranslation('questions')
  const place = usePlace()
  // House number and Moo have rows or places of their own: the village alone here.
  const rows = compare(of.kind, of.left, of.right, it =>
    place({ moo: it.moo, villageName: it.villageName }, it.area),
  )
  return (
    <table className={style.sides}>
      <caption className={style.hidden}>{t(`kind.${of.kind}`)}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className={style.hidden}>{t('column.what')}</span>
          </th>
          <th scope="col">{t('column.left')}</th>
          <th scope="col">{t('column.right')}</th>
          <th scope="col">{t('column.mark')}</th>
        </tr>
      </thead>
      <tbody>
        {rows
          .filter(it => it.mark !== 'unknown')
          .map(it => (
            <ComparedRow key={it.name} row={it} />
          ))}
        <Elsewhere left={of.left} right={of.right} />
      </tbody>
    </table>
  )
}

function ComparedRow({ row }: { row: Row }) {
  const { t } = useTranslation('questions')
  return (
    <tr data-mark={row.mark}>
      <th scope="row">{t(`row.${row.name}`)}</th>
      <td>
        <Values row={row} of={row.left} />
      </td>
      <td>
        <Values row={row} of={row.right} />
      </td>
      <td>
        <Badge tone={TONE[row.mark]}>{t(`mark.${row.mark}`)}</Badge>
      </td>
    </tr>
  )
}

function Values({ row, of }: { row: Row; of: string[] }) {
  const { t } = useTranslation(['questions', 'common'])
  const format = useFormat()
  const birth = useBirth()
  if (of.length === 0) return <span className={style.none}>{t('none')}</span>
  const told = (value: string) => {
    switch (row.name) {
      case 'birth':
        return birth(value)
      case 'sex':
        return value === 'M' ? t('sex.M') : t('sex.F')
      case 'head':
        return t(value === 'yes' ? 'common:yes' : 'common:no')
      default:
        return format.digits(value)
    }
  }
  return (
    <ul>
      {of.map(it => (
        <li key={it}>{told(it)}</li>
      ))}
    </ul>
  )
}

/** A birth date as far as it is known: year, year and month, or day. */
function useBirth() {
  const { t } = useTranslation('questions')
  const format = useFormat()
  return (birth: string) => {
    const [year, month, day] = birth.split('-')
    if (day) return format.day(birth)
    const be = format.year(Number(year) + 543)
    return month ? `${format.number(Number(month))}/${be}` : t('birthYear', { year: be })
  }
}

/** Districts outside one's areas in which the person is known too: whom to ask. */
function Elsewhere({ left, right }: { left: QuestionSideFragment; right: QuestionSideFragment }) {
  const { t } = useTranslation('questions')
  const nameOf = useAreaName()
  if (left.elsewhere.length + right.elsewhere.length === 0) return null
  const names = (side: QuestionSideFragment) => side.elsewhere.map(nameOf).join(' · ') || t('none')
  return (
    <tr>
      <th scope="row">{t('row.elsewhere')}</th>
      <td>{names(left)}</td>
      <td>{names(right)}</td>
      <td />
    </tr>
  )
}
