// How far the file is believed on each field beside other lists: told, and chosen otherwise before the plan.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Select } from '~/base/choose'
import { Grid, Row, Soft, Stack } from '~/base/page'
import type { ImportFieldTrust, ImportTrust, ImportTrustInput } from '~/graph/schema.generated'
import style from './imports.module.css'

type Of = { of: Pick<ImportFieldTrust, 'field' | 'name' | 'trust'>[] }

const WAYS: ImportTrust[] = ['USUAL', 'FIRST', 'LAST']

export function Trust({ of, onTrust }: Of & { onTrust: (trust: ImportTrustInput[]) => void }) {
  const { t } = useTranslation('imports')
  const [chosen, setChosen] = useState(of)
  const isOther = chosen.some((it, at) => it.trust !== of[at]?.trust)
  return (
    <details>
      <summary className={style.more}>{t('trust.title')}</summary>
      <Stack>
        <p>
          <Soft>{t('trust.told')}</Soft>
        </p>
        <TrustTold of={of} />
        <Grid min={220}>
          {chosen.map(it => (
            <Select
              key={it.field}
              label={it.name}
              choices={WAYS.map(way => ({ id: way, label: t(`trust.${way}`) }))}
              value={it.trust}
              onChange={trust => setChosen(chosen.map(one => (one === it ? { ...one, trust } : one)))}
            />
          ))}
        </Grid>
        <Row>
          <Button isDisabled={!isOther} onPress={() => onTrust(given(chosen))}>
            {t('trust.again')}
          </Button>
        </Row>
      </Stack>
    </details>
  )
}

/** Only what is otherwise than usual is said. */
export function given(of: Of['of']): ImportTrustInput[] {
  return of.filter(it => it.trust !== 'USUAL').map(({ field, trust }) => ({ field, trust }))
}

/** What is otherwise than usual, in sentences. */
export function TrustTold({ of }: Of) {
  const { t } = useTranslation('imports')
  const named = (trust: ImportTrust) => of.filter(it => it.trust === trust).map(it => it.name)
  return (['FIRST', 'LAST'] as const).map(trust => {
    const names = named(trust)
    return names.length > 0 && <p key={trust}>{t(`trust.are.${trust}`, { fields: names.join(', ') })}</p>
  })
}
