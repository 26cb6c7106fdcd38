// What failed by our fault, or did not come: nothing saved is lost, and the page can be opened anew.
import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { State } from '~/base/state'

export function Broken() {
  const { t } = useTranslation()
  return (
    <State
      tone="fault"
      title={t('state.brokenTitle')}
      act={<Button onPress={() => location.reload()}>{t('state.reload')}</Button>}
    >
      {t('state.broken')}
    </State>
  )
}

/** Says so in place of what is in it; screens have the router for that. */
export class HoldsBroken extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false }

  static getDerivedStateFromError() {
    return { isBroken: true }
  }

  override render() {
    return this.state.isBroken ? <Broken /> : this.props.children
  }
}
