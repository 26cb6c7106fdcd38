// A short text with figures and a link, for a LINE group; it never holds a name, number or address of a person.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Acts, Dialog } from '~/base/dialog'
import { Soft, Stack } from '~/base/page'
import { say } from '~/base/said'
import style from './home.module.css'

export function CopyForLine({ text }: { text: string }) {
  const { t } = useTranslation(['home', 'common'])
  const [isShown, setShown] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      say(t('line.copied'))
    } catch {
      // Without a secure page, or forbidden: the text is shown selected, to be copied by hand.
      setShown(true)
    }
  }
  const share = async () => {
    // Whoever closes the sheet of the phone has changed their mind; nothing is to be said.
    await navigator.share({ text }).catch(() => undefined)
  }
  return (
    <>
      <Button onPress={() => void copy()}>{t('line.copy')}</Button>
      {'share' in navigator && (
        <Button tone="quiet" onPress={() => void share()}>
          {t('line.share')}
        </Button>
      )}
      <Dialog title={t('line.copy')} isOpen={isShown} onClose={() => setShown(false)}>
        <ByHand text={text} />
        <Acts>
          <Button tone="main" onPress={() => setShown(false)}>
            {t('common:act.close')}
          </Button>
        </Acts>
      </Dialog>
    </>
  )
}

/** The text, selected already. */
function ByHand({ text }: { text: string }) {
  const { t } = useTranslation('home')
  const area = useRef<HTMLTextAreaElement>(null)
  useEffect(() => area.current?.select(), [])
  return (
    <Stack>
      <Soft>{t('line.byHand')}</Soft>
      <textarea
        ref={area}
        className={style.byHand}
        readOnly
        rows={9}
        value={text}
        aria-label={t('line.copy')}
        onFocus={event => event.currentTarget.select()}
      />
    </Stack>
  )
}
