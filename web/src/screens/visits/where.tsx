// Where the house stands, as the phone tells when it is asked; nothing waits for it.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Row, Section } from '~/base/page'
import { useFormat } from '~/format/use-format'
import type { VisitForm } from '~/offline/visit-form'

const PATIENCE = { enableHighAccuracy: true, timeout: 30_000, maximumAge: 60_000 }

export function Where({ form, change }: { form: VisitForm; change: (part: Partial<VisitForm>) => void }) {
  const { t } = useTranslation('visit')
  const format = useFormat()
  const [is, setIs] = useState<'idle' | 'asking' | 'failed'>('idle')
  const isThere = useRef(true)
  useEffect(() => {
    isThere.current = true
    return () => {
      isThere.current = false
    }
  }, [])

  const ask = () => {
    if (!('geolocation' in navigator)) return setIs('failed')
    setIs('asking')
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) => {
        if (!isThere.current) return
        setIs('idle')
        change({ position: { latitude, longitude, accuracyMetres: Math.min(Math.round(accuracy), 100_000) } })
      },
      () => isThere.current && setIs('failed'),
      PATIENCE,
    )
  }

  return (
    <Section title={t('form.position')}>
      <Row>
        {form.position ? (
          <>
            <span role="status">
              {t('form.positionGot', { metres: format.number(form.position.accuracyMetres ?? 0) })}
            </span>
            <Button tone="quiet" onPress={() => change({ position: null })}>
              {t('form.positionRemove')}
            </Button>
          </>
        ) : (
          <>
            <Button onPress={ask} isDisabled={is === 'asking'}>
              {t('form.positionAsk')}
            </Button>
            <span role="status">
              {is === 'asking' && t('form.positionBusy')}
              {is === 'failed' && t('form.positionFailed')}
            </span>
          </>
        )}
      </Row>
    </Section>
  )
}
