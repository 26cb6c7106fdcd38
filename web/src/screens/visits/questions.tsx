// The questions of one household, each with large answers; another problem can be named as found.
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { type Choice, Options, Select } from '~/base/choose'
import { CountField } from '~/base/count-field'
import { Card, Row, Section, Soft } from '~/base/page'
import { useFormat, useLabel } from '~/format/use-format'
import { type Ask, type Common, otherProblems } from '~/offline/asks'
import type { Answer, VisitForm } from '~/offline/visit-form'
import { useProblemText } from './words'

type QuestionsProps = {
  asks: Ask[]
  common: Common
  form: VisitForm
  change: (part: Partial<VisitForm>) => void
}

export function Questions({ asks, common, form, change }: QuestionsProps) {
  const { t } = useTranslation('visit')
  const format = useFormat()
  const problemText = useProblemText()
  const others = otherProblems(common, asks)
  const answer = (code: string, to: Answer | null) => {
    const { [code]: _, ...rest } = form.answers
    change({ answers: to === null ? rest : { ...rest, [code]: to } })
  }
  const done = asks.filter(it => form.answers[it.code] !== undefined).length
  return (
    <Section title={t('form.questions')}>
      <Soft>
        {asks.length === 0
          ? t('form.noQuestions')
          : t('form.answered', { done: format.number(done), all: format.number(asks.length) })}
      </Soft>
      {asks.map(it => (
        <Question key={it.code} ask={it} value={form.answers[it.code]} onChange={to => answer(it.code, to)} />
      ))}
      {form.found.map(code => (
        <Card key={code} tone="warn">
          <Row>
            <span>{problemText(code, others.find(it => it.code === code)?.text)}</span>
            <Soft>{t('form.foundNew')}</Soft>
            <Button tone="quiet" onPress={() => change({ found: form.found.filter(it => it !== code) })}>
              {t('form.clear')}
            </Button>
          </Row>
        </Card>
      ))}
      <Select
        label={t('form.found')}
        placeholder={t('form.foundPick')}
        choices={others
          .filter(it => !form.found.includes(it.code))
          .map(it => ({ id: it.code, label: problemText(it.code, it.text) }))}
        value={null}
        onChange={code => change({ found: [...form.found, code] })}
      />
    </Section>
  )
}

type Said = Exclude<Answer, object>

function Question({
  ask,
  value,
  onChange,
}: {
  ask: Ask
  value: Answer | undefined
  onChange: (answer: Answer | null) => void
}) {
  const { t } = useTranslation('visit')
  const label = useLabel()
  const problemText = useProblemText()
  const texts: Partial<Record<Ask['kind'], string>> = {
    dimension: label('dimension', ask.text),
    problem: problemText(ask.code, ask.text),
  }
  const text = texts[ask.kind] ?? ask.text
  const refused: Choice<Said> = { id: 'refused', label: t('answer.refused') }
  const kind = ask.kind
  const choices: Choice<Said>[] =
    kind === 'money'
      ? [refused]
      : [
          { id: 'there', label: t(`answer.${kind}.there`) },
          ...(kind === 'problem' ? [{ id: 'solved' as const, label: t('answer.problem.solved') }] : []),
          { id: 'gone', label: t(`answer.${kind}.gone`) },
          refused,
        ]
  return (
    <Card>
      {kind === 'money' && (
        <CountField
          label={t('answer.perMonth')}
          hint={text}
          value={typeof value === 'object' ? value.perMonth : null}
          onChange={it => onChange(it === null ? null : { perMonth: it })}
        />
      )}
      <Options
        label={kind === 'money' ? <Soft>{t('answer.refused')}</Soft> : text}
        choices={choices}
        value={typeof value === 'string' ? value : null}
        onChange={onChange}
        isRow
      />
      {value !== undefined && (
        <Row>
          <Button tone="quiet" onPress={() => onChange(null)}>
            {t('form.clear')}
          </Button>
        </Row>
      )}
    </Card>
  )
}
