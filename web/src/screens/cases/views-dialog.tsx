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
import { byName } from '~/format/order'
import { type Outcome, useAct } from '~/graph/act'
import {
  KeepViewDocument,
  RemoveViewDocument,
  SavedViewsDocument,
  type ViewFragment,
} from './cases.generated'
import style from './cases.module.css'

export function ViewsDialog({ query, onClose }: { query: string; onClose: () => void }) {
  const { t } = useTranslation(['cases', 'common'])
  const [views, again] = useQuery({ query: SavedViewsDocument, requestPolicy: 'cache-and-network' })
  const [keep, isKeeping] = useAct(KeepViewDocument)
  const [name, setName] = useState('')
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)
  const own = byName(views.data?.savedViews.filter(it => it.screen === 'cases') ?? [], it => it.name)
  const same = own.find(it => it.name === name.trim())

  const submit = async () => {
    const came = await keep({ id: same?.id, name: name.trim(), query, version: same?.version ?? 0 })
    setOutcome(came)
    if (!came.done) return
    setName('')
    say(t('views.kept'))
  }

  return (
    <Dialog title={t('views.title')} isOpen onClose={onClose}>
      <Stack>
        <Answer of={views} retry={again} lines={2}>
          {() =>
            own.length === 0 ? (
              <Empty>{t('views.none')}</Empty>
            ) : (
              <ul className={style.columns}>
                {own.map(it => (
                  <KeptView key={it.id} view={it} onOpen={onClose} />
                ))}
              </ul>
            )
          }
        </Answer>
        <TextField
          label={t('views.name')}
          hint={t(same ? 'views.replaces' : query ? 'views.hint' : 'views.bare')}
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
          {t(same ? 'views.replace' : 'views.keep')}
        </Button>
      </Acts>
    </Dialog>
  )
}

function KeptView({ view, onOpen }: { view: ViewFragment; onOpen: () => void }) {
  const { t } = useTranslation(['cases', 'common'])
  const [keep, isKeeping] = useAct(KeepViewDocument)
  const [remove, isRemoving] = useAct(RemoveViewDocument)
  /** What it shall be called; null while nobody changes that. */
  const [name, setName] = useState<string | null>(null)
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null)

  const rename = async (to: string) => {
    const came = await keep({ id: view.id, name: to.trim(), query: view.query, version: view.version })
    setOutcome(came)
    if (!came.done) return
    setName(null)
    say(t('views.renamed'))
  }

  const drop = async () => {
    const came = await remove({ id: view.id })
    setOutcome(came)
    if (came.done) say(t('views.removed'))
  }

  return (
    <li className={style.kept}>
      {name === null ? (
        <>
          <Link to={`?${view.query}`} onClick={onOpen} className={style.view}>
            {view.name}
          </Link>
          <Button
            tone="quiet"
            aria-label={t('views.renameOf', { name: view.name })}
            onPress={() => setName(view.name)}
          >
            {t('views.rename')}
          </Button>
          <Button
            tone="quiet"
            isBusy={isRemoving}
            aria-label={t('views.removeOf', { name: view.name })}
            onPress={() => void drop()}
          >
            {t('common:act.remove')}
          </Button>
        </>
      ) : (
        <>
          <TextField
            label={t('views.newName', { name: view.name })}
            value={name}
            onChange={setName}
            maxLength={100}
            autoComplete="off"
            autoFocus
            error={refusalOf(outcome, 'name')}
          />
          <Button tone="quiet" onPress={() => setName(null)}>
            {t('common:act.cancel')}
          </Button>
          <Button isBusy={isKeeping} isDisabled={!name.trim()} onPress={() => void rename(name)}>
            {t('common:act.save')}
          </Button>
        </>
      )}
      <Refused outcome={outcome} fields={['name']} />
    </li>
  )
}
