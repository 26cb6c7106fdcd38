// How alike two must be to be one, and how alike to be asked about: told, and set otherwise before the plan.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { TextField } from '~/base/field'
import { Row, Soft, Stack } from '~/base/page'
import { useFormat } from '~/format/use-format'
import type { ImportBands, ImportBandsInput } from '~/graph/schema.generated'
import style from './imports.module.css'

type BandsProps = {
  of: Pick<ImportBands, 'same' | 'ask'>
  /** They were set otherwise: the file is checked anew. */
  onBands: (bands: ImportBandsInput) => void
}

export function Bands({ of, onBands }: BandsProps) {
  const { t } = useTranslation('imports')
  const [same, setSame] = useState(String(of.same))
  const [ask, setAsk] = useState(String(of.ask))
  const said = { same: Number(same), ask: Number(ask) }
  const isNumber = [same, ask].every(it => /^\d{1,4}$/.test(it.trim()))
  const isOther = said.same !== of.same || said.ask !== of.ask
  return (
    <details>
      <summary className={style.more}>{t('bands.title')}</summary>
      <Stack>
        <p>
          <BandsTold of={of} /> <Soft>{t('bands.told')}</Soft>
        </p>
        <Row>
          <TextField
            label={t('bands.same')}
            hint={t('bands.sameHint')}
            inputMode="numeric"
            maxLength={4}
            value={same}
            onChange={setSame}
          />
          <TextField
            label={t('bands.ask')}
            hint={t('bands.askHint')}
            inputMode="numeric"
            maxLength={4}
            value={ask}
            onChange={setAsk}
          />
        </Row>
        <Row>
          <Button isDisabled={!isNumber || !isOther} onPress={() => onBands(said)}>
            {t('bands.again')}
          </Button>
        </Row>
      </Stack>
    </details>
  )
}

/** The two in a sentence. */
export function BandsTold({ of }: Pick<BandsProps, 'of'>) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  return <>{t('bands.are', { same: format.digits(String(of.same)), ask: format.digits(String(of.ask)) })}</>
}
