// What was set right by hand of who lives here or did: a part of the household's history, with the way back.
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { Badge } from '~/base/badge'
import { Button } from '~/base/button'
import { Soft } from '~/base/page'
import { say } from '~/base/said'
import { useFormat } from '~/format/use-format'
import { useAct } from '~/graph/act'
import { usePlace } from '../home/place'
import {
  type CorrectionLineFragment,
  HouseholdCorrectionsDocument,
  UndoCorrectionDocument,
} from './correct.generated'
import style from './household.module.css'
import { nameOf } from './person'
import { useStory } from './story'
import { useAnewAfterActs } from './use-anew'

/** Takes a correction back and says what came of it. */
export function useUndoCorrection() {
  const { t } = useTranslation(['household', 'common'])
  const { refresh } = useStory()
  const [undo] = useAct(UndoCorrectionDocument)
  return useCallback(
    async (correctionId: string) => {
      const came = await undo({ correctionId })
      if (came.done) say(t('correct.undone'))
      else say(came.refusals[0]?.message ?? t('correct.undoFailed'))
      refresh()
    },
    [undo, refresh, t],
  )
}

export function Corrections() {
  const { t } = useTranslation('household')
  const { it } = useStory()
  const [found, again] = useQuery({ query: HouseholdCorrectionsDocument, variables: { id: it.id } })
  useAnewAfterActs(again)
  const corrections = found.data?.case?.household.corrections ?? []
  if (corrections.length === 0) return null
  return (
    <>
      <h3 id="corrections">{t('correct.history')}</h3>
      <ol className={style.events} aria-labelledby="corrections">
        {corrections.map(line => (
          <Line key={line.id} of={line} />
        ))}
      </ol>
    </>
  )
}

function Line({ of }: { of: CorrectionLineFragment }) {
  const { t } = useTranslation(['household', 'common'])
  const format = useFormat()
  const place = usePlace()
  const undo = useUndoCorrection()
  const name = of.person ? nameOf(of.person) || t('unnamed') : t('unknown')
  const { household } = of
  const to = household && [household.shortNumber, place(household, null)].filter(Boolean).join(' · ')
  return (
    <li>
      <time dateTime={of.on}>{format.day(of.on)}</time>
      <div>
        <strong>{t(`correct.told.${of.kind}`, { name })}</strong>{' '}
        {of.undoneAt && <Badge>{t('correct.takenBack')}</Badge>}
        {of.kind === 'MOVE' && (
          <div>
            {household?.case && to ? (
              <Link to={`/cases/${household.case.id}`}>{to}</Link>
            ) : (
              t('correct.outside')
            )}
          </div>
        )}
        <Soft>
          {t('timeline.by', {
            who: of.by?.displayName ?? t('by.operator'),
            time: format.instant(of.recordedAt),
          })}
          {of.undoneAt && ` · ${t('correct.undoneAt', { time: format.instant(of.undoneAt) })}`}
        </Soft>
        {of.canUndo && (
          <div>
            <Button aria-label={t('correct.undoOf', { name })} onPress={() => void undo(of.id)}>
              {t('common:act.undo')}
            </Button>
          </div>
        )}
      </div>
    </li>
  )
}
