// Who has looked at the persons of this household: for who may read the audit log the way there, for all others a link that
// an auditor can open. It names nobody.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useSession } from '~/app/session'
import { Button } from '~/base/button'
import { Soft } from '~/base/page'
import { say } from '~/base/said'
import style from './household.module.css'
import { nameOf } from './person'
import { useStory } from './story'

/** Where the audit log tells who saw a person, by an id that says nothing. */
export const whoSawAt = (personId: string) => `/admin/audit?person=${encodeURIComponent(personId)}`

export function WhoLooked() {
  const { t } = useTranslation('household')
  const { may } = useSession()
  const { members } = useStory().it.household
  const here = members.filter(it => !it.until)
  return (
    <details className={style.more}>
      <summary>{t('trace.seen')}</summary>
      <p>{t('trace.seenLead')}</p>
      <ul className={style.looked}>
        {here.map(({ person }) => {
          const name = nameOf(person) || t('unnamed')
          return (
            <li key={person.id}>
              {may('READ_AUDIT') ? (
                <Link to={whoSawAt(person.id)}>{t('trace.seenOf', { name })}</Link>
              ) : (
                <CopyLink name={name} link={`${window.location.origin}${whoSawAt(person.id)}`} />
              )}
            </li>
          )
        })}
      </ul>
    </details>
  )
}

function CopyLink({ name, link }: { name: string; link: string }) {
  const { t } = useTranslation('household')
  const [isShown, setShown] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link)
      say(t('trace.seenCopied'))
    } catch {
      // Without a secure page, or forbidden: the link is shown, to be copied by hand.
      setShown(true)
    }
  }
  return (
    <>
      {name}{' '}
      <Button aria-label={t('trace.copyForOf', { name })} onPress={() => void copy()}>
        {t('trace.copyFor')}
      </Button>
      {isShown && (
        <p className={style.link}>
          <Soft>{t('trace.seenNotCopied', { link })}</Soft>
        </p>
      )}
    </>
  )
}
