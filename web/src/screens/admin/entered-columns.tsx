// The columns of the workbooks that somebody enters elsewhere from: which, and in which order.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '~/app/session'
import { Badge } from '~/base/badge'
import { Button } from '~/base/button'
import { Select } from '~/base/choose'
import { Conflict, conflictOf } from '~/base/conflict'
import { Acts, Dialog } from '~/base/dialog'
import { Row, Stack } from '~/base/page'
import { Refused } from '~/base/refused'
import { say } from '~/base/said'
import { Table } from '~/base/table'
import { useLabel } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import { type EnteredColumnsFragment, HandBackColumnsChangeDocument } from './admin.generated'
import { moved } from './moved'

type Props = { of: EnteredColumnsFragment[]; onChanged: () => void }

export function EnteredColumns({ of, onChanged }: Props) {
  const { t } = useTranslation(['admin', 'common'])
  const { may } = useSession()
  const label = useLabel()
  const [open, setOpen] = useState<EnteredColumnsFragment | null>(null)
  const change = {
    key: 'change',
    head: t('account.act'),
    cell: (it: EnteredColumnsFragment) => (
      <Button
        aria-label={t('setting.changeOf', { text: label('hand_back_target', it.target) })}
        onPress={() => setOpen(it)}
      >
        {t('common:act.edit')}
      </Button>
    ),
  }
  return (
    <>
      <Table
        label={t('entered.title')}
        rows={of}
        rowKey={it => it.target}
        columns={[
          { key: 'target', head: t('entered.target'), cell: it => label('hand_back_target', it.target) },
          {
            key: 'columns',
            head: t('entered.columns'),
            cell: it => (
              <>
                {it.columns.map(column => column.name).join(', ')}{' '}
                {it.isDefault && <Badge>{t('setting.isDefault')}</Badge>}
              </>
            ),
          },
          ...(may('MANAGE_PARAMETERS') ? [change] : []),
        ]}
      />
      {open && <Change of={open} onClose={() => setOpen(null)} onChanged={onChanged} />}
    </>
  )
}

type ChangeProps = { of: EnteredColumnsFragment; onClose: () => void; onChanged: () => void }

function Change({ of, onClose, onChanged }: ChangeProps) {
  const { t } = useTranslation(['admin', 'common'])
  const label = useLabel()
  const all = [...of.columns, ...of.others]
  const [chosen, setChosen] = useState(of.columns)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [change, isBusy] = useAct(HandBackColumnsChangeDocument)
  const left = all.filter(it => !chosen.includes(it))
  const send = async (columns: typeof chosen, expectedVersion = of.version) => {
    const came = await change({ target: of.target, columns: columns.map(it => it.column), expectedVersion })
    setOutcome(came)
    if (!came.done) return
    say(t('setting.changed'))
    onChanged()
    onClose()
  }
  const conflict = conflictOf(outcome)
  return (
    <Dialog title={label('hand_back_target', of.target)} isOpen onClose={onClose}>
      <Stack>
        <ol>
          {chosen.map((it, at) => (
            <li key={it.column}>
              <Row>
                {it.name}
                <Button
                  aria-label={t('entered.upOf', { name: it.name })}
                  isDisabled={at === 0}
                  onPress={() => setChosen(moved(chosen, at, at - 1))}
                >
                  ↑
                </Button>
                <Button
                  aria-label={t('entered.downOf', { name: it.name })}
                  isDisabled={at === chosen.length - 1}
                  onPress={() => setChosen(moved(chosen, at, at + 1))}
                >
                  ↓
                </Button>
                <Button
                  aria-label={t('entered.dropOf', { name: it.name })}
                  isDisabled={chosen.length === 1}
                  onPress={() => setChosen(chosen.filter(other => other !== it))}
                >
                  {t('entered.drop')}
                </Button>
              </Row>
            </li>
          ))}
        </ol>
        {left.length > 0 && (
          <Select
            label={t('entered.add')}
            choices={left.map(it => ({ id: it.column, label: it.name }))}
            value={null}
            onChange={column => setChosen([...chosen, ...left.filter(it => it.column === column)])}
          />
        )}
        {conflict ? (
          <Conflict
            fields={conflict.fields}
            isBusy={isBusy}
            onAgain={() => void send(chosen, conflict.version)}
            onLeave={() => {
              onChanged()
              onClose()
            }}
          />
        ) : (
          <Refused outcome={outcome} />
        )}
      </Stack>
      <Acts>
        {!of.isDefault && (
          <Button isBusy={isBusy} onPress={() => void send([])}>
            {t('setting.toDefault')}
          </Button>
        )}
        <Button tone="main" isBusy={isBusy} onPress={() => void send(chosen)}>
          {t('common:act.save')}
        </Button>
      </Acts>
    </Dialog>
  )
}
