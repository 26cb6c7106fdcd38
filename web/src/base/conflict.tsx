// Somebody changed a record first: as it was read, as one wants it, as it is now; the person decides.
import { useTranslation } from 'react-i18next'
import type { FieldConflict, Refusal } from '~/graph/act'
import { Button } from './button'
import { Acts } from './dialog'
import { Table } from './table'

type Undone = { done: boolean; refusals?: Refusal[] } | null

/** The conflict that an act came to, where it came to one. */
export function conflictOf(outcome: Undone) {
  return outcome?.refusals?.find(it => it.conflict)?.conflict ?? null
}

export function Conflict({
  fields,
  isBusy,
  onAgain,
  onLeave,
}: {
  fields: FieldConflict[]
  isBusy: boolean
  /** Saves one's own over what is there. */
  onAgain: () => void
  /** Keeps what is there. */
  onLeave: () => void
}) {
  const { t } = useTranslation()
  const told = (value?: string | null) => value ?? '–'
  return (
    <section role="alert">
      <h3>{t('conflict.title')}</h3>
      <p>{t('conflict.body')}</p>
      <Table
        label={t('conflict.title')}
        rows={fields}
        rowKey={it => it.name}
        columns={[
          { key: 'field', head: t('conflict.field'), cell: it => it.name },
          { key: 'base', head: t('conflict.base'), cell: it => told(it.base) },
          { key: 'yours', head: t('conflict.yours'), cell: it => told(it.yours) },
          { key: 'theirs', head: t('conflict.theirs'), cell: it => told(it.theirs) },
        ]}
      />
      <br />
      <Acts>
        <Button onPress={onLeave}>{t('conflict.leave')}</Button>
        <Button tone="main" isBusy={isBusy} onPress={onAgain}>
          {t('conflict.again')}
        </Button>
      </Acts>
    </section>
  )
}
