// Help that was promised: whether it came, as a line of the note.
import { useTranslation } from 'react-i18next'
import { Options } from '~/base/choose'
import { Card, Section, Soft } from '~/base/page'
import type { Common, Promised } from '~/offline/asks'
import type { VisitForm } from '~/offline/visit-form'

type PromisedHelpProps = {
  of: Promised[]
  needs: Common['needs']
  form: VisitForm
  change: (part: Partial<VisitForm>) => void
}

export function PromisedHelp({ of, needs, form, change }: PromisedHelpProps) {
  const { t } = useTranslation('visit')
  return (
    <Section title={t('form.promised')}>
      <Soft>{t('form.promisedHint')}</Soft>
      {of.map(({ id, need, agency }) => {
        const text = needs.find(it => it.code === need)?.text ?? need
        const line = (answer: 'received' | 'notYet') =>
          t('form.promisedLine', { need: text, agency, answer: t(`form.${answer}`) })
        const said = (['received', 'notYet'] as const).find(it => form.help[id] === line(it)) ?? null
        return (
          <Card key={id}>
            <Options
              label={`${text} · ${agency}`}
              choices={[
                { id: 'received', label: t('form.received') },
                { id: 'notYet', label: t('form.notYet') },
              ]}
              value={said}
              onChange={it => change({ help: { ...form.help, [id]: line(it) } })}
              isRow
            />
          </Card>
        )
      })}
    </Section>
  )
}
