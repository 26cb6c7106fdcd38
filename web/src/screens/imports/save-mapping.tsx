// Keeping how a file was read, for the lists of the office to come.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { AreaPicker } from '~/base/area-picker/area-picker'
import { Button } from '~/base/button'
import { TextField } from '~/base/field'
import { Row, Soft } from '~/base/page'
import { Refused, refusalOf } from '~/base/refused'
import { say } from '~/base/said'
import { type Outcome, useAct } from '~/graph/act'
import { SavedMappingsDocument, SaveMappingDocument } from './checks.generated'
import type { Recognised } from './chosen'
import style from './imports.module.css'

export function SaveMapping({ checkId, seen }: { checkId: string; seen: Recognised }) {
  const { t } = useTranslation('imports')
  const source = seen.source?.source ?? null
  const [name, setName] = useState(seen.saved?.name ?? '')
  const [areaId, setAreaId] = useState<string | null>(null)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [result, again] = useQuery({ query: SavedMappingsDocument, variables: { source } })
  const [save, isBusy] = useAct(SaveMappingDocument)
  const before = result.data?.importMappings.find(it => it.name === name.trim())
  const keep = async () => {
    const came = await save({ checkId, name, areaId, expectedVersion: before?.version ?? 0 })
    setOutcome(came)
    again({ requestPolicy: 'network-only' })
    if (came.done) say(t('mapping.kept', { version: came.payload.mapping?.version ?? 1 }))
  }
  return (
    <div>
      <Refused outcome={outcome} />
      {(areaId || refusalOf(outcome, 'areaId')) && (
        <AreaPicker label={t('mapping.office')} value={areaId} onChange={it => setAreaId(it?.id ?? null)} />
      )}
      <div className={style.year}>
        <TextField
          label={t('mapping.name')}
          hint={before ? t('mapping.nextVersion', { version: before.version + 1 }) : t('mapping.nameHint')}
          maxLength={100}
          value={name}
          onChange={setName}
        />
        <Button isBusy={isBusy} isDisabled={name.trim() === ''} onPress={() => void keep()}>
          {t('mapping.save')}
        </Button>
      </div>
      <Row>
        <Soft>{t('mapping.saveTold')}</Soft>
      </Row>
    </div>
  )
}
