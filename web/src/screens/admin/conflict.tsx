// Two people changed the same record: what was read, what one wants, what it is now; the person decides.
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Card, Row } from '~/base/page'
import { Table } from '~/base/table'
import type { Refusal } from '~/graph/act'

type ConflictProps = {
  conflict: NonNullable<Refusal['conflict']>
  /** Saves one's own over what is there. */
  onAgain: (version: number) => void
  onLeave: () => void
}

export function Conflict({ conflict, onAgain, onLeave }: ConflictProps) {
  const { t } = useTranslation('common')
  return (
    <Card tone="warn">
      <h3>{t('conflict.title')}</h3>
      <p>{t('conflict.body')}</p>
      <Table
        label={t('conflict.title')}
        rows={conflict.fields}
        rowKey={it => it.name}
        columns={[
          { key: 'base', head: t('conflict.base'), cell: it => it.base ?? '' },
          { key: 'yours', head: t('conflict.yours'), cell: it => it.yours ?? '' },
          { key: 'theirs', head: t('conflict.theirs'), cell: it => it.theirs ?? '' },
        ]}
      />
      <Row>
        <Button onPress={() => onAgain(conflict.version)}>{t('conflict.again')}</Button>
        <Button onPress={onLeave}>{t('conflict.leave')}</Button>
      </Row>
    </Card>
  )
}
