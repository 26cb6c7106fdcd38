// Template workbooks of the sources, to be filled in and sent back.
import { useTranslation } from 'react-i18next'
import { Soft } from '~/base/page'
import style from './imports.module.css'
import { useSource } from './told'

const SOURCES = ['tpmap', 'thaiqm', 'bmn', 'welfare', 'visits', 'help', 'teams', 'accounts']

export function Templates() {
  const { t } = useTranslation('imports')
  const source = useSource()
  return (
    <details>
      <summary className={style.more}>{t('template.title')}</summary>
      <p>
        <Soft>{t('template.told')}</Soft>
      </p>
      <ul>
        {SOURCES.map(it => (
          <li key={it}>
            <a href={`/templates/${it}.xlsx`} download>
              {t('template.of', { source: source(it) })}
            </a>
          </li>
        ))}
      </ul>
    </details>
  )
}
