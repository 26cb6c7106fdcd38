// Everything the list can be narrowed by; what is chosen holds at once.
import { useTranslation } from 'react-i18next'
import { AreaPicker } from '~/base/area-picker/area-picker'
import { Button } from '~/base/button'
import { Select } from '~/base/choose'
import { CountField } from '~/base/count-field'
import { Dialog, Foot } from '~/base/dialog'
import { Grid, Stack } from '~/base/page'
import { Several } from '~/base/several'
import { useFormat } from '~/format/use-format'
import { type Filter, MARKS, SEVERAL, type SeveralName } from './filter'
import { useFilterWords } from './filter-words'
import { TeamField } from './team-field'

export function FilterDialog({
  filter,
  total,
  onChange,
  onClose,
}: {
  filter: Filter
  /** How many cases it finds; null while that is asked. */
  total: number | null
  onChange: (filter: Filter) => void
  onClose: () => void
}) {
  const { t } = useTranslation(['cases', 'common'])
  const format = useFormat()
  const { several, marks, word } = useFilterWords()
  const set = (change: Filter) => onChange({ ...filter, ...change })
  return (
    <Dialog title={t('common:act.filter')} isOpen isWide onClose={onClose}>
      <Stack>
        <Grid min={280}>
          <AreaPicker
            label={t('filter.area')}
            value={filter.areaId ?? null}
            nothing={t('filter.any')}
            onChange={it => set({ areaId: it?.id })}
          />
          <TeamField
            label={t('column.team')}
            kind="SUBDISTRICT"
            areaId={filter.areaId}
            value={filter.teamId ?? null}
            onChange={it => set({ teamId: it ?? undefined, mentorTeamId: undefined })}
          />
          <TeamField
            label={t('column.mentorTeam')}
            kind="MENTOR"
            areaId={filter.teamId ? null : filter.areaId}
            parentId={filter.teamId}
            value={filter.mentorTeamId ?? null}
            onChange={it => set({ mentorTeamId: it ?? undefined })}
          />
          <CountField
            label={t('filter.unseen')}
            hint={t('filter.unseenHint')}
            value={filter.unseenForDays ?? null}
            max={36_500}
            onChange={it => set({ unseenForDays: it ?? undefined })}
          />
          {MARKS.map(name => (
            <Select
              key={name}
              label={marks[name].name}
              choices={[
                { id: 'any', label: t('filter.any') },
                { id: 'yes', label: marks[name].yes },
                { id: 'no', label: marks[name].no },
              ]}
              value={
                filter[name] === undefined || filter[name] === null ? 'any' : filter[name] ? 'yes' : 'no'
              }
              onChange={it => set({ [name]: it === 'any' ? undefined : it === 'yes' })}
            />
          ))}
        </Grid>
        {(Object.keys(SEVERAL) as SeveralName[]).map(name => (
          <Several<string>
            key={name}
            label={several[name]}
            choices={SEVERAL[name].map(it => ({ id: it, label: word(name, it) }))}
            value={filter[name] ?? []}
            onChange={codes => set({ [name]: codes.length > 0 ? codes : undefined })}
          />
        ))}
      </Stack>
      <Foot>
        <Button onPress={() => onChange({})}>{t('filter.clear')}</Button>
        <Button tone="main" onPress={onClose}>
          {total === null ? t('filter.show') : t('filter.showCount', { total: format.number(total) })}
        </Button>
      </Foot>
    </Dialog>
  )
}
