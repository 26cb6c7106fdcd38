// One grant: role, where, held how and by what order, since when.
import { useTranslation } from 'react-i18next'
import { usePreferences } from '~/app/preferences'
import { areaName } from '~/base/area-picker/area-name'
import { Badge } from '~/base/badge'
import { Soft } from '~/base/page'
import { useFormat, useLabel } from '~/format/use-format'
import { useAct } from '~/graph/act'
import { type GrantPartsFragment, GrantRevokeDocument } from './admin.generated'
import style from './admin.module.css'
import { Sure } from './sure'

export function GrantLine({ grant }: { grant: GrantPartsFragment }) {
  const { t } = useTranslation('admin')
  const { language } = usePreferences()
  const label = useLabel()
  const format = useFormat()
  const [revoke] = useAct(GrantRevokeDocument)
  const role = label('role', grant.role)
  const where = grant.isEverywhere
    ? t('grant.everywhere')
    : [grant.team?.name, ...grant.areas.map(it => areaName(it, language))].filter(Boolean).join(' · ')
  const rest = [
    grant.post,
    grant.orderNumber && t('grant.byOrder', { order: grant.orderNumber }),
    grant.sector && label('sector', grant.sector),
    grant.need && t('grant.forNeed', { need: grant.need }),
    t('grant.since', { day: format.day(grant.validFrom) }),
    grant.validUntil && t('grant.to', { day: format.day(grant.validUntil) }),
    grant.givenBy && t('grant.givenBy', { name: grant.givenBy.displayName }),
  ].filter(Boolean)
  return (
    <li className={style.grant}>
      <div>
        <strong>{role}</strong> {grant.heldAs !== 'HELD' && <Badge>{label('held_as', grant.heldAs)}</Badge>}{' '}
        {grant.opensRestricted && <Badge tone="warn">{t('grant.opens')}</Badge>}
        <div>{format.digits(where)}</div>
        <Soft>{rest.join(' · ')}</Soft>
      </div>
      <Sure
        label={t('grant.revoke')}
        says={t('grant.revokeSays', { role })}
        act={() => revoke({ grantId: grant.id })}
      />
    </li>
  )
}
