// What holds now: the numbers an office chooses, and the sets that everything is judged by.
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Section, Soft } from '~/base/page'
import { Answer } from '~/base/state'
import { SettingsDocument } from './admin.generated'
import { EnteredColumns } from './entered-columns'
import { OfficeSettings } from './office-settings'
import { ParameterSets } from './parameter-sets'

export default function SettingsScreen() {
  const { t } = useTranslation('admin')
  const [settings, again] = useQuery({ query: SettingsDocument, requestPolicy: 'cache-and-network' })
  const refresh = () => again({ requestPolicy: 'network-only' })
  return (
    <Answer of={settings} retry={refresh} lines={8}>
      {({ officeSettings, ofLogbook, ofThaiqm, parameterSets }) => (
        <>
          <Section title={t('setting.title')}>
            <Soft>{t('setting.lead')}</Soft>
            <OfficeSettings settings={officeSettings} onChanged={refresh} />
          </Section>
          <Section title={t('entered.title')}>
            <Soft>{t('entered.lead')}</Soft>
            <EnteredColumns of={[ofLogbook, ofThaiqm]} onChanged={refresh} />
          </Section>
          <ParameterSets sets={parameterSets} onChanged={refresh} />
        </>
      )}
    </Answer>
  )
}
