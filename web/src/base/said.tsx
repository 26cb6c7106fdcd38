// Short news of what was just done, with the way back where there is one.
import { Text } from 'react-aria-components/Text'
import {
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components/Toast'
import { useTranslation } from 'react-i18next'
import { Button } from './button'
import style from './said.module.css'

type News = { text: string; undo?: () => void }

const queue = new ToastQueue<News>({ maxVisibleToasts: 3 })

/** Says what was done; with a way back it stays longer. */
export function say(text: string, undo?: () => void): void {
  queue.add({ text, undo }, { timeout: undo ? 20_000 : 6_000 })
}

/** Where the news stand. */
export function Said() {
  const { t } = useTranslation()
  return (
    <ToastRegion queue={queue} className={style.region ?? ''}>
      {({ toast }) => (
        <Toast toast={toast} className={style.toast ?? ''}>
          <ToastContent className={style.content}>
            <Text slot="title">{toast.content.text}</Text>
          </ToastContent>
          {toast.content.undo && (
            <Button
              tone="quiet"
              onPress={() => {
                toast.content.undo?.()
                queue.close(toast.key)
              }}
            >
              {t('act.undo')}
            </Button>
          )}
          <Button tone="quiet" slot="close">
            {t('act.close')}
          </Button>
        </Toast>
      )}
    </ToastRegion>
  )
}
