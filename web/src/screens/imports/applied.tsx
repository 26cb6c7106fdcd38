// An import that was begun: how far it is, and the way to its result.
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { ButtonLink } from '~/base/button-link'
import { Row, Stack } from '~/base/page'
import { Answer } from '~/base/state'
import { useFormat } from '~/format/use-format'
import style from './imports.module.css'
import { Progress } from './progress'
import { StateBadge } from './state-badge'
import { isNotBegun } from './told'
import { useImport } from './use-import'

export function Applied({ importId, checkAgain }: { importId: string; checkAgain: () => void }) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const { result, again, isRunning } = useImport(importId)
  return (
    <Answer of={result} retry={again} lines={2}>
      {({ import: it }) => (
        <Stack>
          {isRunning && (
            <Progress done={it.nRowsDone} all={it.nRows} label={t(`state.${it.state}`)} pace={it.pace} />
          )}
          <Row>
            <StateBadge state={it.state} />
            {it.state === 'WAITING' && t('second.waitsForOther')}
            {!isRunning &&
              !isNotBegun(it.state) &&
              t('applied', {
                taken: format.number(it.nAccepted + it.nAcceptedWithWarning),
                rejected: format.number(it.nRejected),
              })}
          </Row>
          {it.failure && (
            <p className={style.refused} role="alert">
              {it.failure.message}
            </p>
          )}
          <Row>
            {it.failure?.code === 'PLAN_STALE' && (
              <Button tone="main" onPress={checkAgain}>
                {t('check.again')}
              </Button>
            )}
            <ButtonLink to={`/imports/${importId}`}>{t('toResult')}</ButtonLink>
          </Row>
        </Stack>
      )}
    </Answer>
  )
}
