// Why a question is asked and whose turn it is: in words, and in numbers for who wants them.
import { useTranslation } from 'react-i18next'
import { Badge, type BadgeTone } from '~/base/badge'
import { Card, Row, Soft } from '~/base/page'
import { useFormat } from '~/format/use-format'
import type { LinkBand } from '~/graph/schema.generated'
import type { Question } from './comparison'
import style from './questions.module.css'

const TONE: Record<LinkBand, BadgeTone> = { CERTAIN: 'good', LIKELY: 'calm', UNSURE: 'warn' }

export function Why({ of }: { of: Question }) {
  const { t } = useTranslation('questions')
  const format = useFormat()
  return (
    <Card>
      <Row>
        <Badge tone={TONE[of.band]}>{t(`band.${of.band}`)}</Badge>
        <strong>{t('reasons')}</strong>
      </Row>
      <ul className={style.reasons}>
        {of.reasons.map(it => (
          <li key={it.code}>{it.message}</li>
        ))}
      </ul>
      {of.note && of.askedBy && (
        <p>
          {t('askedBy', {
            who: of.askedBy.displayName,
            note: of.note,
            interpolation: { escapeValue: false },
          })}
        </p>
      )}
      {!of.isMyTurn && (
        <p>
          <Soft>
            {t(`stage.${of.waitsFor}`)}
            {of.movesOnAt && ` ${t('movesOn', { day: format.instant(of.movesOnAt) })}`}
          </Soft>
        </p>
      )}
      <details className={style.noPrint}>
        <summary>{t('numbers')}</summary>
        <p>{t('score', { score: format.number(of.score) })}</p>
      </details>
    </Card>
  )
}
