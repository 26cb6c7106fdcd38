// The first visit: that the privacy notice was given, and each consent asked by itself.
import { useTranslation } from 'react-i18next'
import { Options } from '~/base/choose'
import { Checkbox } from '~/base/field'
import { Card, Section, Soft, Stack } from '~/base/page'
import type { ConsentKind } from '~/graph/schema.generated'
import type { VisitForm } from '~/offline/visit-form'

const ASKED = ['PHOTO', 'SHARING', 'PUBLISHING'] as const satisfies ConsentKind[]

export function Consents({
  form,
  change,
  wasMet,
}: {
  form: VisitForm
  change: (part: Partial<VisitForm>) => void
  wasMet: boolean
}) {
  const { t } = useTranslation('visit')
  const { NOTICE, ...others } = form.consents
  const isGiven = NOTICE === true
  return (
    <Section title={t('consent.title')}>
      <Card>
        <Soft>{t('consent.lead')}</Soft>
        <Checkbox
          isSelected={isGiven}
          onChange={it => change({ consents: it ? { ...others, NOTICE: true } : {} })}
        >
          {t('consent.NOTICE')}
        </Checkbox>
        {isGiven && wasMet && (
          <Stack>
            {ASKED.map(kind => (
              <Options
                key={kind}
                label={t(`consent.${kind}`)}
                choices={[
                  { id: 'yes', label: t('consent.yes') },
                  { id: 'no', label: t('consent.no') },
                ]}
                value={form.consents[kind] === undefined ? null : form.consents[kind] ? 'yes' : 'no'}
                onChange={it => change({ consents: { ...form.consents, [kind]: it === 'yes' } })}
                isRow
              />
            ))}
          </Stack>
        )}
      </Card>
    </Section>
  )
}
