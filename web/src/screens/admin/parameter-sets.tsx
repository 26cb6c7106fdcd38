// The sets that everything is judged by, kind by kind: where they come from, whether they are official, their whole text.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '~/app/session'
import { Badge, type BadgeTone } from '~/base/badge'
import { Button } from '~/base/button'
import { Card, Row, Section, Soft } from '~/base/page'
import { useFormat, useLabel } from '~/format/use-format'
import type { ParameterState } from '~/graph/schema.generated'
import type { SetPartsFragment } from './admin.generated'
import style from './admin.module.css'
import { DraftSet } from './draft-set'
import { ReleaseSet } from './release-set'

type Props = { sets: SetPartsFragment[]; onChanged: () => void }

const TONES: Record<ParameterState, BadgeTone> = { DRAFT: 'plain', TO_RELEASE: 'warn', RELEASED: 'good' }

export function ParameterSets({ sets, onChanged }: Props) {
  const { t } = useTranslation('admin')
  const { may } = useSession()
  const label = useLabel()
  const [drafting, setDrafting] = useState<string | null>(null)
  const [releasing, setReleasing] = useState<SetPartsFragment | null>(null)
  const kinds = [...new Set(sets.map(it => it.kind))]
  return (
    <Section
      title={t('set.title')}
      acts={may('MANAGE_PARAMETERS') && <Button onPress={() => setDrafting('')}>{t('set.new')}</Button>}
    >
      <Soft>{t('set.lead')}</Soft>
      {kinds.map(kind => (
        <Card key={kind}>
          <h3>{kind === 'need_menu' ? t('set.needMenu') : label('parameter_kind', kind)}</h3>
          <ul>
            {sets
              .filter(it => it.kind === kind)
              .map(it => (
                <SetLine
                  key={it.id}
                  set={it}
                  onDraft={may('MANAGE_PARAMETERS') ? () => setDrafting(it.text) : undefined}
                  onRelease={
                    may('RELEASE_PARAMETERS') && it.state === 'DRAFT' ? () => setReleasing(it) : undefined
                  }
                />
              ))}
          </ul>
        </Card>
      ))}
      {drafting !== null && <DraftSet text={drafting} onDone={onChanged} onClose={() => setDrafting(null)} />}
      {releasing && <ReleaseSet set={releasing} onDone={onChanged} onClose={() => setReleasing(null)} />}
    </Section>
  )
}

function SetLine({
  set,
  onDraft,
  onRelease,
}: {
  set: SetPartsFragment
  onDraft?: () => void
  onRelease?: () => void
}) {
  const { t } = useTranslation('admin')
  const label = useLabel()
  const format = useFormat()
  const years = set.firstYear
    ? set.lastYear
      ? t('set.years', { from: format.year(set.firstYear), until: format.year(set.lastYear) })
      : t('set.yearsOn', { from: format.year(set.firstYear) })
    : ''
  return (
    <li className={style.set}>
      <Row>
        <strong>{set.name}</strong>
        <Badge tone={TONES[set.state]}>{label('parameter_state', set.state)}</Badge>
        <Badge tone={set.isOfficial ? 'good' : 'warn'}>
          {label('standing', set.isOfficial ? 'official' : 'default_to_be_confirmed')}
        </Badge>
      </Row>
      <div>{set.source}</div>
      <Soft>
        {[years, set.releasedAt && t('set.released', { time: format.instant(set.releasedAt) })]
          .filter(Boolean)
          .join(' · ')}
      </Soft>
      {set.nToJudge != null && (
        <Soft>
          {t('set.judging', { some: format.number(set.nJudged ?? 0), all: format.number(set.nToJudge) })}
        </Soft>
      )}
      <details>
        <summary className={style.more}>{t('set.text')}</summary>
        <pre className={style.raw}>{set.text}</pre>
        <Soft>SHA-256 {set.sha256}</Soft>
      </details>
      {(onDraft || onRelease) && (
        <Row>
          {onDraft && <Button onPress={onDraft}>{t('set.draftFrom')}</Button>}
          {onRelease && (
            <Button tone="main" onPress={onRelease}>
              {t('set.release')}
            </Button>
          )}
        </Row>
      )}
    </li>
  )
}
