// Whether an account can be used.
import { useTranslation } from 'react-i18next'
import { Badge } from '~/base/badge'
import type { AccountPartsFragment } from './admin.generated'

export function AccountBadge({ account }: { account: AccountPartsFragment }) {
  const { t } = useTranslation('admin')
  if (account.isDisabled) return <Badge tone="urgent">{t('account.disabled')}</Badge>
  if (account.mustChangePassword) return <Badge tone="warn">{t('account.firstPassword')}</Badge>
  return <Badge tone="good">{t('account.inUse')}</Badge>
}
