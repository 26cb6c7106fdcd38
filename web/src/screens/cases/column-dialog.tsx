// Choosing the columns of the list and their order.
import { useTranslation } from 'react-i18next'
import { Button } from '~/base/button'
import { Acts, Dialog } from '~/base/dialog'
import { Checkbox } from '~/base/field'
import { Soft } from '~/base/page'
import style from './cases.module.css'
import { moved } from './chosen-columns'
import { COLUMNS, type ColumnName, USUAL, useColumns } from './columns'

export function ColumnDialog({
  chosen,
  onChoose,
  onClose,
}: {
  chosen: ColumnName[]
  onChoose: (columns: ColumnName[]) => void
  onClose: () => void
}) {
  const { t } = useTranslation(['cases', 'common'])
  const columns = useColumns()
  const others = COLUMNS.filter(it => !chosen.includes(it))
  return (
    <Dialog title={t('common:table.columns')} isOpen onClose={onClose}>
      <Soft>{t('columns.kept')}</Soft>
      <ol className={style.columns}>
        {[...chosen, ...others].map(name => {
          const isChosen = chosen.includes(name)
          const { head } = columns[name]
          return (
            <li key={name}>
              <Checkbox
                isSelected={isChosen}
                isDisabled={name === 'house'}
                onChange={it => onChoose(it ? [...chosen, name] : chosen.filter(other => other !== name))}
              >
                {head}
              </Checkbox>
              {isChosen && (
                <span>
                  <Button
                    tone="quiet"
                    isDisabled={chosen[0] === name}
                    aria-label={t('columns.before', { name: head })}
                    onPress={() => onChoose(moved(chosen, name, -1))}
                  >
                    ↑
                  </Button>
                  <Button
                    tone="quiet"
                    isDisabled={chosen.at(-1) === name}
                    aria-label={t('columns.after', { name: head })}
                    onPress={() => onChoose(moved(chosen, name, 1))}
                  >
                    ↓
                  </Button>
                </span>
              )}
            </li>
          )
        })}
      </ol>
      <Acts>
        <Button onPress={() => onChoose(USUAL)}>{t('columns.usual')}</Button>
        <Button tone="main" onPress={onClose}>
          {t('common:act.close')}
        </Button>
      </Acts>
    </Dialog>
  )
}
