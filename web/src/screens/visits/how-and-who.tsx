// The day, how the household was met, who went and who told: said in one line, opened to change.
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '~/app/session'
import { Button } from '~/base/button'
import { Options } from '~/base/choose'
import { DayField } from '~/base/day-field'
import { Checkbox, TextField } from '~/base/field'
import { Section, Stack } from '~/base/page'
import { today } from '~/format/format'
import { useFormat, useLabel } from '~/format/use-format'
import type { VisitManner } from '~/graph/schema.generated'
import type { Crew } from '~/offline/kept'
import type { VisitForm } from '~/offline/visit-form'
import style from './visit.module.css'

const MANNERS: VisitManner[] = ['AT_HOME', 'ELSEWHERE', 'TELEPHONE', 'NOBODY_MET']

export function HowAndWho({
  form,
  change,
  crew,
  isLacking,
}: {
  form: VisitForm
  change: (part: Partial<VisitForm>) => void
  crew: Crew | null
  isLacking: boolean
}) {
  const { t } = useTranslation(['visit', 'common'])
  const format = useFormat()
  const label = useLabel()
  const me = useMe()
  const [isOpened, setOpened] = useState(false)
  const isOpen = isOpened || isLacking
  const id = useId()
  const mates = crew?.members.nodes.filter(it => it.account?.id !== me.id) ?? []
  const went = [
    form.withMe && me.displayName,
    ...mates.filter(it => form.members.includes(it.id)).map(it => it.name),
    form.others.trim(),
  ].filter(Boolean)
  const toggle = (member: string, isIn: boolean) =>
    change({ members: isIn ? [...form.members, member] : form.members.filter(it => it !== member) })

  return (
    <Section
      title={t('form.how')}
      acts={
        <Button tone="quiet" aria-expanded={isOpen} aria-controls={id} onPress={() => setOpened(!isOpen)}>
          {isOpen ? t('common:act.close') : t('form.change_how')}
        </Button>
      }
    >
      {!isOpen && (
        <p>
          {[format.day(form.visitedOn), label('visit_manner', form.manner), went.join(', '), form.toldBy]
            .filter(Boolean)
            .join(' · ')}
        </p>
      )}
      <div id={id} hidden={!isOpen}>
        <Stack>
          <Options
            label={t('form.manner')}
            choices={MANNERS.map(it => ({ id: it, label: label('visit_manner', it) }))}
            value={form.manner}
            onChange={manner => change({ manner })}
            isRow
          />
          <DayField
            label={t('form.day')}
            value={form.visitedOn}
            max={today()}
            onChange={day => day && change({ visitedOn: day })}
          />
          <fieldset className={style.who}>
            <legend>{t('form.who')}</legend>
            <Checkbox isSelected={form.withMe} onChange={withMe => change({ withMe })}>
              {t('form.me', { name: me.displayName })}
            </Checkbox>
            {mates.map(it => (
              <Checkbox
                key={it.id}
                isSelected={form.members.includes(it.id)}
                onChange={isIn => toggle(it.id, isIn)}
              >
                {it.name}
              </Checkbox>
            ))}
          </fieldset>
          <TextField
            label={t('form.others')}
            hint={t('form.othersHint')}
            value={form.others}
            onChange={others => change({ others })}
            error={isLacking ? t('lacking.visitors') : null}
          />
          {form.manner !== 'NOBODY_MET' && (
            <TextField
              label={t('form.toldBy')}
              hint={t('form.toldByHint')}
              value={form.toldBy}
              onChange={toldBy => change({ toldBy })}
            />
          )}
        </Stack>
      </div>
    </Section>
  )
}
