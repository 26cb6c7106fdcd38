// What can be done with the case itself: the act that waits first, the others in a menu.
import { useState } from 'react'
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { useTranslation } from 'react-i18next'
import { useSession } from '~/app/session'
import { Button } from '~/base/button'
import { AgreeClosing } from './agree-closing'
import { actsOn, type CaseAct } from './allowed'
import { Classify, CloseOrPropose, NoteAct, PlainAct, Verify } from './case-dialogs'
import style from './household.module.css'
import { useStory } from './story'

/** What somebody waits for is not hidden in a menu. */
const IN_SIGHT: CaseAct[] = ['agree', 'returnClosing', 'reopen']

export function CaseActs() {
  const { t } = useTranslation('household')
  const { it } = useStory()
  const { may } = useSession()
  const [open, setOpen] = useState<CaseAct | null>(null)
  const acts = actsOn(it, may)
  const inSight = acts.filter(act => IN_SIGHT.includes(act))
  const others = acts.filter(act => !IN_SIGHT.includes(act))
  return (
    <>
      {inSight.map(act => (
        <Button key={act} tone={act === 'agree' ? 'main' : 'plain'} onPress={() => setOpen(act)}>
          {t(`act.${act}`)}
        </Button>
      ))}
      {others.length > 0 && (
        <MenuTrigger>
          <Button>
            {t('act.others')} <span aria-hidden="true">▾</span>
          </Button>
          <Popover className={style.popover ?? ''} placement="bottom end">
            <Menu
              className={style.actMenu ?? ''}
              aria-label={t('act.others')}
              onAction={key => setOpen(key as CaseAct)}
            >
              {others.map(act => (
                <MenuItem key={act} id={act} className={style.actItem ?? ''}>
                  {t(`act.${act}`)}
                </MenuItem>
              ))}
            </Menu>
          </Popover>
        </MenuTrigger>
      )}
      {open && <ActDialog act={open} onClose={() => setOpen(null)} />}
    </>
  )
}

function ActDialog({ act, onClose }: { act: CaseAct; onClose: () => void }) {
  switch (act) {
    case 'verify':
      return <Verify onClose={onClose} />
    case 'classify':
      return <Classify onClose={onClose} />
    case 'propose':
    case 'close':
      return <CloseOrPropose act={act} onClose={onClose} />
    case 'agree':
      return <AgreeClosing onClose={onClose} />
    case 'comment':
    case 'returnClosing':
    case 'reopen':
      return <NoteAct act={act} onClose={onClose} />
    case 'startCare':
    case 'endCare':
    case 'follow':
    case 'resume':
    case 'reassess':
      return <PlainAct act={act} onClose={onClose} />
  }
}
