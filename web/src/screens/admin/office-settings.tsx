// The numbers an office chooses for itself, each within its range.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '~/app/session'
import { Badge } from '~/base/badge'
import { Button } from '~/base/button'
import { Acts, Dialog } from '~/base/dialog'
import { TextField } from '~/base/field'
import { Stack } from '~/base/page'
import { Refused, refusalOf } from '~/base/refused'
import { say } from '~/base/said'
import { Table } from '~/base/table'
import { useFormat } from '~/format/use-format'
import { type Outcome, useAct } from '~/graph/act'
import { OfficeSettingChangeDocument, type SettingsQuery } from './admin.generated'
import { isMoney, sentOf } from './amount'
import { Conflict } from './conflict'

type Setting = SettingsQuery['officeSettings'][number]
type Props = { settings: Setting[]; onChanged: () => void }

export function OfficeSettings({ settings, onChanged }: Props) {
  const { t } = useTranslation(['admin', 'common'])
  const { may } = useSession()
  const format = useFormat()
  const [open, setOpen] = useState<Setting | null>(null)
  const told = (name: Setting['name'], value: string) =>
    isMoney(name) ? `${format.baht(value)} ${t('common:unit.baht')}` : format.number(Number(value))
  const change = {
    key: 'change',
    head: t('account.act'),
    cell: (it: Setting) => (
      <Button aria-label={t('setting.changeOf', { text: it.text })} onPress={() => setOpen(it)}>
        {t('common:act.edit')}
      </Button>
    ),
  }
  return (
    <>
      <Table
        label={t('setting.title')}
        rows={settings}
        rowKey={it => it.name}
        columns={[
          { key: 'text', head: t('setting.what'), cell: it => it.text },
          {
            key: 'value',
            head: t('setting.value'),
            cell: it => (
              <>
                <strong>
                  {it.value === null || it.value === undefined
                    ? t('setting.noLine')
                    : told(it.name, it.value)}
                </strong>{' '}
                {it.isDefault && <Badge>{t('setting.isDefault')}</Badge>}
              </>
            ),
          },
          {
            key: 'range',
            head: t('setting.range'),
            cell: it =>
              t('setting.between', { least: told(it.name, it.smallest), most: told(it.name, it.largest) }),
          },
          ...(may('MANAGE_PARAMETERS') ? [change] : []),
        ]}
      />
      {open && (
        <Change
          setting={open}
          range={t('setting.between', {
            least: told(open.name, open.smallest),
            most: told(open.name, open.largest),
          })}
          onClose={() => setOpen(null)}
          onChanged={onChanged}
        />
      )}
    </>
  )
}

function Change({
  setting,
  range,
  onClose,
  onChanged,
}: {
  setting: Setting
  range: string
  onClose: () => void
  onChanged: () => void
}) {
  const { t } = useTranslation(['admin', 'common'])
  const money = isMoney(setting.name)
  const shown = setting.value ? (money ? String(Number(setting.value) / 100) : setting.value) : ''
  const [text, setText] = useState(shown)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const [change, isBusy] = useAct(OfficeSettingChangeDocument)
  const send = async (value: string | null, expectedVersion = setting.version) => {
    const came = await change({ name: setting.name, value, expectedVersion })
    setOutcome(came)
    if (came.done) {
      say(t('setting.changed'))
      onChanged()
      onClose()
    }
  }
  const submit = () => {
    const value = sentOf(text, money)
    if (value !== null) return void send(value)
    setOutcome({
      done: false,
      refusals: [{ code: 'VALUE', field: 'value', message: t('setting.notANumber') }],
    })
  }
  const conflict = outcome?.done === false ? outcome.refusals.find(it => it.conflict)?.conflict : null
  return (
    <Dialog title={setting.text} isOpen onClose={onClose}>
      <Stack>
        <TextField
          label={money ? t('setting.valueInBaht') : t('setting.value')}
          hint={range}
          inputMode="numeric"
          value={text}
          onChange={setText}
          error={refusalOf(outcome, 'value')}
        />
        {conflict ? (
          <Conflict
            conflict={conflict}
            onAgain={version => {
              const value = sentOf(text, money)
              if (value !== null) void send(value, version)
            }}
            onLeave={() => {
              onChanged()
              onClose()
            }}
          />
        ) : (
          <Refused outcome={outcome} fields={['value']} />
        )}
      </Stack>
      <Acts>
        <Button tone="main" isBusy={isBusy} onPress={submit}>
          {t('common:act.save')}
        </Button>
        {!setting.isDefault && (
          <Button isDisabled={isBusy} onPress={() => void send(null)}>
            {t('setting.toDefault')}
          </Button>
        )}
        <Button onPress={onClose}>{t('common:act.cancel')}</Button>
      </Acts>
    </Dialog>
  )
}
