// The columns of the list: what each shows on screen, and what stands for it in a file.
import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Badge, LevelBadge, StatusBadge, UrgentBadge } from '~/base/badge'
import { Soft } from '~/base/page'
import { Whole } from '~/base/whole'
import { today } from '~/format/format'
import { useFormat, useLabel } from '~/format/use-format'
import style from './cases.module.css'
import { headOf, memberCount, unseenFor } from './told'
import { useArea } from './use-area'
import type { Row } from './use-cases'

export const COLUMNS = [
  'house',
  'head',
  'place',
  'members',
  'status',
  'level',
  'seen',
  'team',
  'district',
  'class',
  'verification',
  'dimensions',
  'problems',
  'closing',
  'opened',
] as const

export type ColumnName = (typeof COLUMNS)[number]

/** Those shown until somebody chooses others: as many as stand beside each other at a desk. */
export const USUAL: ColumnName[] = ['house', 'head', 'place', 'status', 'level', 'seen', 'team']

type Part = { head: string; text: (row: Row) => string }

export type CaseColumn = Part & {
  size: number
  isNumber?: boolean
  /** Where the screen shows more than the text. */
  cell?: (row: Row) => ReactNode
  /** Where a file has several columns for it. */
  file?: Part[]
}

export function useColumns(): Record<ColumnName, CaseColumn> {
  const { t } = useTranslation(['cases', 'common'])
  const format = useFormat()
  const label = useLabel()
  const area = useArea()
  return useMemo(() => {
    const now = today()
    const at = (row: Row, level: 'DISTRICT' | 'SUBDISTRICT') => {
      const found = area.at(row.area.path, level)
      return found ? area.name(found) : ''
    }
    const code = (row: Row) => row.household.shortNumber ?? ''
    const house = (row: Row) =>
      row.household.houseNo
        ? t('houseNo', { number: format.digits(row.household.houseNo) })
        : (row.household.description ?? t('noHouseNo'))
    const moo = (row: Row) =>
      row.household.moo ? t('moo', { number: format.number(row.household.moo) }) : ''
    const village = (row: Row) =>
      row.household.villageName ?? (row.area.level === 'VILLAGE' ? area.bare(row.area) : '')
    const where = (row: Row) => [moo(row), village(row)].filter(Boolean).join(' ')
    const subdistrict = (row: Row) => at(row, 'SUBDISTRICT')
    const members = (row: Row) => {
      const count = memberCount(row)
      return count === null ? t('common:unknown') : format.number(count)
    }
    const care = label('case_status', 'continuing_care')
    const step = (row: Row) => label('step', row.step)
    const level = (row: Row) => label('level', row.level)
    const seen = (row: Row) => {
      const days = unseenFor(row, now)
      if (days === null) return t('common:date.never')
      return days === 0 ? t('today') : t('daysAgo', { days: format.number(days) })
    }
    const names = label('area_level', 'SUBDISTRICT')
    return {
      house: {
        head: t('column.house'),
        size: 158,
        text: house,
        cell: row => (
          <>
            <Link to={`/cases/${row.id}`} className={style.open}>
              {house(row)}
            </Link>
            <div className={style.under}>
              {code(row)} {row.urgent && <UrgentBadge />}
            </div>
          </>
        ),
        file: [
          { head: t('column.shortNumber'), text: code },
          // In words: a spreadsheet would make a day of 12/3.
          { head: t('column.houseNo'), text: house },
          { head: t('column.urgent'), text: row => (row.urgent ? t('common:urgent') : '') },
        ],
      },
      head: {
        head: t('column.head'),
        size: 120,
        text: headOf,
        cell: row => <Whole>{headOf(row)}</Whole>,
      },
      place: {
        head: t('column.place'),
        size: 142,
        text: row => [where(row), subdistrict(row)].filter(Boolean).join(' '),
        cell: row => (
          <>
            <Whole>{where(row)}</Whole>
            <div className={style.under}>{subdistrict(row)}</div>
          </>
        ),
        file: [
          { head: t('column.moo'), text: row => String(row.household.moo ?? '') },
          { head: t('column.village'), text: village },
          { head: names, text: subdistrict },
        ],
      },
      members: { head: t('column.members'), size: 76, isNumber: true, text: members },
      status: {
        head: t('column.status'),
        size: 150,
        text: row => [label('case_status', row.status), step(row)].join(' · '),
        cell: row => (
          <>
            <StatusBadge status={row.status} />
            {row.continuingCare && <Badge>{care}</Badge>}
            <div className={style.under}>{step(row)}</div>
          </>
        ),
        file: [
          { head: t('column.status'), text: row => label('case_status', row.status) },
          { head: t('column.step'), text: step },
          { head: care, text: row => (row.continuingCare ? t('common:yes') : '') },
        ],
      },
      level: {
        head: t('column.level'),
        size: 130,
        text: level,
        cell: row => (
          <>
            <LevelBadge level={row.level} isSurveyOnly={row.levelFromSurveyOnly} />
            {row.levelFromSurveyOnly && <div className={style.under}>{t('surveyOnly')}</div>}
          </>
        ),
        // The note stands beside the level wherever it goes.
        file: [
          { head: t('column.level'), text: level },
          { head: t('levelNote'), text: row => row.levelNote ?? '' },
          { head: t('surveyOnly'), text: row => (row.levelFromSurveyOnly ? t('common:yes') : '') },
        ],
      },
      seen: {
        head: t('column.seen'),
        size: 94,
        text: seen,
        file: [{ head: t('column.seen'), text: row => row.lastVisitedOn ?? '' }],
      },
      team: {
        head: t('column.teams'),
        size: 136,
        text: row => [row.team?.name, row.mentorTeam?.name].filter(Boolean).join(' · '),
        cell: row => (
          <>
            {row.team?.name ?? <Soft>{t('noTeam')}</Soft>}
            <div className={style.under}>{row.mentorTeam?.name ?? t('noMentorTeam')}</div>
          </>
        ),
        file: [
          { head: t('column.team'), text: row => row.team?.name ?? '' },
          { head: t('column.mentorTeam'), text: row => row.mentorTeam?.name ?? '' },
        ],
      },
      district: { head: label('area_level', 'DISTRICT'), size: 130, text: row => at(row, 'DISTRICT') },
      class: { head: t('column.class'), size: 130, text: row => label('household_class', row.class) },
      verification: {
        head: t('column.verification'),
        size: 140,
        text: row => label('verification', row.verification),
      },
      dimensions: {
        head: t('column.dimensions'),
        size: 190,
        text: row => row.failingDimensions.map(it => label('dimension', it)).join(' · '),
      },
      problems: {
        head: t('column.problems'),
        size: 190,
        text: row => row.problemGroups.map(it => label('problem_group', it)).join(' · '),
      },
      closing: {
        head: t('column.closing'),
        size: 140,
        text: row => label('closing_reason', row.closingProposal?.reason),
      },
      opened: {
        head: t('column.opened'),
        size: 120,
        text: row => format.day(row.openedOn),
        file: [{ head: t('column.opened'), text: row => row.openedOn }],
      },
    }
  }, [t, format, label, area])
}
