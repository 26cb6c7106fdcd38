// Views that one keeps: filters and order under a name of one's own. What is searched for is never kept.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { Button } from '~/base/button'
import { Acts, Dialog } from '~/base/dialog'
import { TextField } from '~/base/field'
import { Stack } from '~/base/page'
import { Refused, refusalOf } from '~/base/refused'
import { say } from '~/base/said'
import { Answer, Empty } from '~/base/state'
import { type Outcome, useAct } from '~/graph/act'
import { KeepViewDocument, RemoveViewDocument, SavedViewsDocument } from './cases.generated'
import style from './cases.module.css'

export function ViewsDialog({ query, onClose }: { query: string; onClose: () => void }) {
  const { t } = useTranslation(['cases', 'common'])
  const [views, again] = useQuery({ query: SavedViewsDocument, requestPolicy: 'cache-and-network' })
  const [keep, isKeeping] = useAct(KeepViewDocument)
  const [remove] = useAct(RemoveViewDocument)
  const [name, setName] = useState('')
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)

  const submit = async () => {
    const came = await keep({ name: name.trim(), query })
    setOutcome(came)
    if (!came.done) return
    setName('')
    say(t('views.kept'))
  }

  const drop = async (id: string) => {
    const came = await remove({ id })
    setOutcome(came)
    if (came.done) say(t('views.removed'))
  }

  return (
    <Dialog title={t('views.title')} isOpen onClose={onClose}>
      <Stack>
        <Answer of={views} retry={again} lines={2}>
          {({ savedViews }) => {
            const own = savedViews.filter(it => it.screen === 'cases')
            if (own.length === 0) return <Empty>{t('views.none')}</Empty>
            return (
              <ul className={style.columns}>
                {own.map(it => (
                  <li key={it.id}>
                    <Link to={`?${it.query}`} onClick={onClose} className={style.view}>
                      {it.name}
                    </Link>
                    <Button
                      tone="quiet"
                      aria-label={t('views.removeOf', { name: it.name })}
                      onPress={() => void drop(it.id)}
                    >
                      {t('common:act.remove')}
                    </Button>
                  </li>
                ))}
              </ul>
            )
          }}
        </Answer>
        <TextField
          label={t('views.name')}
          hint={t(query ? 'views.hint' : 'views.bare')}
          value={name}
          onChange={setName}
          maxLength={100}
          autoComplete="off"
          isDisabled={!query}
          error={refusalOf(outcome, 'name')}
        />
        <Refused outcome={outcome} fields={['name']} />
      </Stack>
      <Acts>
        <Button onPress={onClose}>{t('common:act.close')}</Button>
        <Button
          tone="main"
          isBusy={isKeeping}
          isDisabled={!query || !name.trim()}
          onPress={() => void submit()}
        >
          {t('views.keep')}
        </Button>
      </Acts>
    </Dialog>
  )
}
