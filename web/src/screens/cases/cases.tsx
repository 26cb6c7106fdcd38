// The list of cases: found, narrowed, ordered, marked and worked on together.
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useSession } from '~/app/session'
import { Button } from '~/base/button'
import { ButtonLink } from '~/base/button-link'
import { Select } from '~/base/choose'
import { TextField } from '~/base/field'
import { PageHead, Soft } from '~/base/page'
import { say } from '~/base/said'
import { Answer, Empty, Fault } from '~/base/state'
import { useNarrow } from '~/base/use-narrow'
import { useFormat } from '~/format/use-format'
import type { CaseOrder } from '~/graph/schema.generated'
import { AskedFor } from './asked-for'
import style from './cases.module.css'
import { useChosenColumns } from './chosen-columns'
import { ColumnDialog } from './column-dialog'
import { Counts } from './counts'
import { ExportDialog } from './export-dialog'
import { countOf, type Filter, filterOf, ORDERS, orderOf, paramsOf } from './filter'
import { FilterDialog } from './filter-dialog'
import { useFilterWords } from './filter-words'
import { useKept } from './kept'
import { CaseList } from './list'
import { MarkedBar, useActsOnMany } from './marked-bar'
import { ALL, MOST_EXCEPT, MOST_NAMED, NONE, type Selection, toggled } from './selection'
import { type Row, useCases } from './use-cases'
import { ViewsDialog } from './views-dialog'

type Box = 'filter' | 'columns' | 'views' | 'export'

export default function CasesScreen() {
  const { t } = useTranslation(['cases', 'common'])
  const { may } = useSession()
  if (!may('READ_CASE')) return <Fault fault={{ kind: 'forbidden', code: 'FORBIDDEN', message: '' }} />
  return (
    <>
      <PageHead title={t('title')} lead={t('lead')}>
        {may('ASSIGN_CASE', 'SHARE_AMONG_MENTORS', 'HAND_OVER', 'UNDO_ACT') && (
          <ButtonLink to="/cases/acts">{t('acts.title')}</ButtonLink>
        )}
      </PageHead>
      <Cases />
    </>
  )
}

function Cases() {
  const { t } = useTranslation(['cases', 'common'])
  const format = useFormat()
  const { may } = useSession()
  const { orders } = useFilterWords()
  const [params, setParams] = useSearchParams()
  const asked = params.toString()
  const filter = useMemo(() => filterOf(new URLSearchParams(asked)), [asked])
  const order = useMemo(() => orderOf(new URLSearchParams(asked)), [asked])
  const [text, setText] = useSearched()
  const whole = useMemo(() => ({ ...filter, text: text.asked || undefined }), [filter, text.asked])
  const { list, key, offset, isStale, error, retry } = useCases(whole, order)
  const [selection, setSelection] = useState<Selection>(NONE)
  const [columns, chooseColumns] = useChosenColumns()
  const [box, setBox] = useState<Box | null>(null)
  const actsOnMany = useActsOnMany()
  const isNarrow = useNarrow()

  // What was marked belongs to what was asked for.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new question begins without marks.
  useEffect(() => setSelection(NONE), [whole])

  const ask = (next: Filter, by: CaseOrder = order) => setParams(paramsOf(next, by), { replace: true })
  const toggle = useCallback(
    (row: Row) => {
      setSelection(before => {
        const after = toggled(before, row)
        if (!after) say(t('marked.most', { named: MOST_NAMED, except: MOST_EXCEPT }))
        return after ?? before
      })
    },
    [t],
  )
  const marking = useMemo(
    () =>
      actsOnMany
        ? { selection, onToggle: toggle, onAll: (all: boolean) => setSelection(all ? ALL : NONE) }
        : null,
    [actsOnMany, selection, toggle],
  )
  const isAsked = countOf(whole) > 0
  const note = list.find(it => it.levelNote !== null)?.levelNote

  return (
    <>
      <div className={style.tools}>
        <div className={style.search}>
          <TextField
            label={t('search.label')}
            type="search"
            autoComplete="off"
            placeholder={t('search.hint')}
            value={text.typed}
            onChange={setText}
          />
        </div>
        <div className={style.order}>
          <Select
            label={t('common:table.sort')}
            choices={ORDERS.map(it => ({ id: it, label: orders[it] }))}
            value={order}
            onChange={it => ask(filter, it)}
          />
        </div>
        <Button onPress={() => setBox('filter')}>
          {countOf(filter) > 0
            ? t('filter.open', { told: format.number(countOf(filter)) })
            : t('common:act.filter')}
        </Button>
        <Button onPress={() => setBox('views')}>{t('views.open')}</Button>
        {!isNarrow && <Button onPress={() => setBox('columns')}>{t('common:table.columns')}</Button>}
        {may('EXPORT_RECORDS') && (
          <Button onPress={() => setBox('export')} isDisabled={list.total === 0}>
            {t('export.open')}
          </Button>
        )}
      </div>
      <Counts filter={filter} text={whole.text} order={order} />
      <AskedFor filter={filter} onChange={ask} />
      <Answer of={{ data: list.isNew ? null : list, error, fetching: isStale }} retry={retry} lines={12}>
        {() =>
          list.total === 0 && !isStale ? (
            <Empty
              act={
                isAsked && (
                  <Button
                    onPress={() => {
                      setText('')
                      ask({})
                    }}
                  >
                    {t('filter.clear')}
                  </Button>
                )
              }
            >
              {t(isAsked ? 'noneFound' : 'none')}
            </Empty>
          ) : (
            <div className={isStale ? style.stale : undefined} aria-busy={isStale}>
              <div className={style.found}>
                <span role="status">
                  {isStale ? t('common:state.loading') : t('found', { told: format.number(list.total) })}
                </span>
                {note && <Soft>{t('noteOfLevel', { note })}</Soft>}
              </div>
              <CaseList
                key={key}
                label={t('title')}
                rows={list}
                columns={columns}
                marking={marking}
                offset={offset}
              />
            </div>
          )
        }
      </Answer>
      <MarkedBar filter={whole} total={list.total} selection={selection} onSelect={setSelection} />
      {box === 'filter' && (
        <FilterDialog
          filter={filter}
          total={isStale ? null : list.total}
          onChange={ask}
          onClose={() => setBox(null)}
        />
      )}
      {box === 'views' && (
        <ViewsDialog query={paramsOf(filter, order).toString()} onClose={() => setBox(null)} />
      )}
      {box === 'columns' && (
        <ColumnDialog chosen={columns} onChoose={chooseColumns} onClose={() => setBox(null)} />
      )}
      {box === 'export' && (
        <ExportDialog
          filter={whole}
          order={order}
          total={list.total}
          chosen={columns}
          onClose={() => setBox(null)}
        />
      )}
    </>
  )
}

/** What is searched for, as it is typed and once somebody stopped typing; in memory only. */
function useSearched() {
  const [typed, setTyped] = useKept('text', '')
  const [asked, setAsked] = useState(typed.trim())
  useEffect(() => {
    const wait = setTimeout(() => setAsked(typed.trim().length >= 2 ? typed.trim() : ''), 400)
    return () => clearTimeout(wait)
  }, [typed])
  return [{ typed, asked }, setTyped] as const
}
