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
        {of.explanation && <Sum of={of.explanation} />}
      </details>
    </Card>
  )
}

/** The score as the sum of its comparisons. */
function Sum({ of }: { of: NonNullable<Question['explanation']> }) {
  const { t } = useTranslation('questions')
  const format = useFormat()
  const weight = (hundredths: number) =>
    `${hundredths > 0 ? '+' : hundredths < 0 ? '−' : ''}${format.number(Math.abs(hundredths) / 100)}`
  return (
    <>
      <table className={style.sum}>
        <caption className={style.hidden}>{t('sum.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('sum.what')}</th>
            <th scope="col">{t('sum.how')}</th>
            <th scope="col">{t('sum.weight')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t('sum.prior')}</th>
            <td />
            <td>{weight(of.prior)}</td>
          </tr>
          {of.parts.map(it => (
            <tr key={it.comparison}>
              <th scope="row">{it.comparisonLabel}</th>
              <td>{it.levelLabel}</td>
              <td>{weight(it.weight)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('sum.sum')}</th>
            <td />
            <td>{weight(of.sum)}</td>
          </tr>
        </tfoot>
      </table>
      <p>
        <Soft>
          {t('sum.meaning')}
          {of.isHeldDown && ` ${t('sum.heldDown')}`}
        </Soft>
      </p>
    </>
  )
}
