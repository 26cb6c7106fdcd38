// What TPMAP published of the same area, in a table of its own: other definitions, another time, never mixed with ours.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { usePreferences } from '~/app/preferences'
import { areaName, type PickedArea } from '~/base/area-picker/area-name'
import { Button } from '~/base/button'
import { Select } from '~/base/choose'
import { Section, Soft } from '~/base/page'
import { Answer, Empty } from '~/base/state'
import { useFormat } from '~/format/use-format'
import type { AreaLevel } from '~/graph/schema.generated'
import { PublishedDocument } from './figures.generated'
import style from './figures.module.css'

// As TPMAP names them.
const NAMES = {
  population: 'HOUSEMEMBER_CNT',
  homes: 'poor.household.CNT',
  poor: 'poor.JPT.CNT',
  target: 'poor.JPT.MOFval.CNT',
  health: 'poor.JPT.MOFval.health',
  living: 'poor.JPT.MOFval.living',
  education: 'poor.JPT.MOFval.education',
  income: 'poor.JPT.MOFval.income',
  access: 'poor.JPT.MOFval.accessibility',
} as const

const COLUMNS = Object.keys(NAMES) as (keyof typeof NAMES)[]

const BELOW: Record<AreaLevel, AreaLevel> = {
  COUNTRY: 'PROVINCE',
  PROVINCE: 'DISTRICT',
  DISTRICT: 'SUBDISTRICT',
  SUBDISTRICT: 'VILLAGE',
  VILLAGE: 'VILLAGE',
}

const FIRST_YEAR = 2559
/** The last year whose figures TPMAP opened to everybody. */
const OPEN_YEAR = 2561

export function Published({ area, thisYear }: { area: PickedArea | null; thisYear: number }) {
  const { t } = useTranslation(['figures', 'common'])
  const { language } = usePreferences()
  const format = useFormat()
  const [year, setYear] = useState(OPEN_YEAR)
  const [after, setAfter] = useState<string | null>(null)
  const [isOpen, setOpen] = useState(false)
  const [published, again] = useQuery({
    query: PublishedDocument,
    variables: {
      year,
      level: BELOW[area?.level ?? 'COUNTRY'],
      withinCode: area?.code ?? null,
      names: Object.values(NAMES),
      after,
    },
    pause: !isOpen,
  })
  if (!isOpen) {
    return (
      <Section title={t('published.title')}>
        <div>
          <Button onPress={() => setOpen(true)}>{t('published.show')}</Button>
        </div>
      </Section>
    )
  }
  const years = Array.from({ length: thisYear - FIRST_YEAR + 1 }, (_, at) => thisYear - at)
  return (
    <Section title={t('published.title')}>
      <Soft>{t('published.note')}</Soft>
      <div className={style.year}>
        <Select
          label={t('published.year')}
          value={String(year)}
          choices={years.map(it => ({ id: String(it), label: format.year(it) }))}
          onChange={it => {
            setYear(Number(it))
            setAfter(null)
          }}
        />
      </div>
      <Answer of={published} retry={again}>
        {({ publishedStatistics: { nodes, pageInfo } }) =>
          nodes.length === 0 ? (
            <Empty>{t('published.none')}</Empty>
          ) : (
            <>
              <section className={style.scroll} aria-label={t('published.title')}>
                <table className={style.table}>
                  <caption className={style.caption}>{t('published.title')}</caption>
                  <thead>
                    <tr>
                      <th scope="col">{t('facet.AREA')}</th>
                      {COLUMNS.map(it => (
                        <th key={it} scope="col">
                          {t(`published.${it}`)}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {nodes.map(row => (
                      <tr key={row.code}>
                        <th scope="row">
                          {format.digits(row.area ? areaName(row.area, language) : row.code)}
                        </th>
                        {COLUMNS.map(it => {
                          const found = row.figures.find(figure => figure.name === NAMES[it])
                          return (
                            <td key={it}>
                              {found ? format.number(found.value) : <Soft>{t('published.absent')}</Soft>}
                            </td>
                          )
                        })}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </section>
              {pageInfo.hasNextPage && (
                <div>
                  <Button isBusy={published.fetching} onPress={() => setAfter(pageInfo.endCursor ?? null)}>
                    {t('common:act.more')}
                  </Button>
                </div>
              )}
            </>
          )
        }
      </Answer>
    </Section>
  )
}
