// Going down from the country to an area, one level at a time.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { usePreferences } from '~/app/preferences'
import type { AreaLevel } from '~/graph/schema.generated'
import { Button } from '../button'
import { Acts, Dialog } from '../dialog'
import { Answer, Empty } from '../state'
import { areaName, type PickedArea } from './area-name'
import { AreasInsideDocument } from './area-picker.generated'
import style from './area-picker.module.css'

type AreaTreeProps = {
  /** Where it begins: what that area lies in. */
  from: (PickedArea & { path: PickedArea[] }) | null
  levels?: AreaLevel[]
  nothing?: string
  onPick: (area: PickedArea | null) => void
  onClose: () => void
}

export function AreaTree({ from, levels, nothing, onPick, onClose }: AreaTreeProps) {
  const { t } = useTranslation(['figures', 'common'])
  const { language } = usePreferences()
  const may = (it: PickedArea) => !levels || levels.includes(it.level)
  const deepest = (it: PickedArea) => it.level === 'VILLAGE' || it.kind === 'CLUSTER'
  const begin = from ? from.path.filter(it => it.level !== 'COUNTRY' && !deepest(it)) : []
  const [path, setPath] = useState<PickedArea[]>(begin)
  const [after, setAfter] = useState<string | null>(null)
  const at = path.at(-1)
  const [inside, again] = useQuery({
    query: AreasInsideDocument,
    variables: { parentId: at?.id ?? null, after },
  })
  const go = (to: PickedArea[]) => {
    setPath(to)
    setAfter(null)
  }
  return (
    <Dialog title={t('area.browse')} isOpen onClose={onClose}>
      <nav aria-label={t('area.path')}>
        <ol className={style.path}>
          {[null, ...path].map((it, depth) => (
            <li key={it?.id ?? 'country'}>
              <button
                type="button"
                className={style.step}
                aria-current={depth === path.length ? 'location' : undefined}
                onClick={() => go(path.slice(0, depth))}
              >
                {it ? areaName(it, language) : t('area.country')}
              </button>
            </li>
          ))}
        </ol>
      </nav>
      <Answer of={inside} retry={again}>
        {({ areas }) => (
          <>
            {areas.nodes.length === 0 && <Empty>{t('area.nothingInside')}</Empty>}
            <ul className={style.inside}>
              {areas.nodes.map(it => (
                <li key={it.id} className={style.line}>
                  {deepest(it) ? (
                    <span className={style.open}>{areaName(it, language)}</span>
                  ) : (
                    <button type="button" className={style.open} onClick={() => go([...path, it])}>
                      {areaName(it, language)}
                      <span aria-hidden="true">›</span>
                    </button>
                  )}
                  {may(it) && (
                    <Button
                      tone="quiet"
                      aria-label={t('area.choose', { name: areaName(it, language) })}
                      onPress={() => onPick(it)}
                    >
                      {t('common:act.choose')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
            {areas.pageInfo.hasNextPage && (
              <Button isBusy={inside.fetching} onPress={() => setAfter(areas.pageInfo.endCursor ?? null)}>
                {t('common:act.more')}
              </Button>
            )}
          </>
        )}
      </Answer>
      <Acts>
        <Button onPress={onClose}>{t('common:act.cancel')}</Button>
        {at && may(at) && (
          <Button tone="main" onPress={() => onPick(at)}>
            {t('area.choose', { name: areaName(at, language) })}
          </Button>
        )}
        {!at && nothing !== undefined && (
          <Button tone="main" onPress={() => onPick(null)}>
            {t('area.choose', { name: nothing })}
          </Button>
        )}
      </Acts>
    </Dialog>
  )
}
