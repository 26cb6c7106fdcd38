// What the chart draws. Parts are stacked only where a household has one value; a withheld number draws nothing and is
// said in words.
import type { EChartsCoreOption } from 'echarts/core'
import { type Head, isHidden, type Matrix } from './matrix'
import { type Counted, isExclusive } from './question'

export type Look = { ink: string; soft: string; line: string; paper: string; font: string; width: number }

/** Colours that stand apart on light and on dark paper; patterns tell them apart as well. */
const PARTS = ['#1f9387', '#d99b2b', '#5588e0', '#68a544', '#d96a52', '#8d7fa8', '#b3639e', '#7d8a87']

type Drawn = {
  matrix: Matrix
  counted: Counted
  name: (head: Head) => string
  number: (value: number) => string
  withheld: string
  look: Look
}

/** The rows that have something to draw; totals are no bar among their parts. */
export function drawnRows(matrix: Matrix): Head[] {
  return matrix.rows.filter(it => !it.isTotal && !isHidden(matrix, it))
}

/** Pixels the chart needs. */
export function heightOf(matrix: Matrix): number {
  const columns = matrix.columns.filter(it => !it.isTotal)
  const isStacked = columns.every(it => isExclusive(it.facet))
  const bar = columns.length === 0 || isStacked ? 34 : 14 * columns.length + 12
  return drawnRows(matrix).length * bar + (columns.length > 0 ? 84 : 50)
}

export function chartOf({ matrix, counted, name, number, withheld, look }: Drawn): EChartsCoreOption {
  const rows = drawnRows(matrix)
  const columns = matrix.columns.filter(it => !it.isTotal)
  const text = { color: look.ink, fontFamily: look.font, fontSize: 13 }
  const isStacked = columns.every(it => isExclusive(it.facet))
  const series = columns.length > 0 ? columns : [undefined]
  const toldAt = (value: unknown) => (typeof value === 'number' ? number(value) : withheld)
  return {
    animation: false,
    textStyle: text,
    color: PARTS,
    aria: { enabled: true, decal: { show: columns.length > 0 } },
    grid: { left: 8, right: 56, top: columns.length > 0 ? 44 : 8, bottom: 8, containLabel: true },
    legend: columns.length > 0 ? { type: 'scroll', top: 0, left: 0, textStyle: text } : undefined,
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      renderMode: 'richText',
      confine: true,
      backgroundColor: look.paper,
      borderColor: look.line,
      textStyle: text,
      valueFormatter: toldAt,
    },
    xAxis: {
      type: 'value',
      minInterval: 1,
      splitNumber: look.width < 500 ? 3 : 5,
      axisLabel: { ...text, color: look.soft, formatter: number, hideOverlap: true },
      splitLine: { lineStyle: { color: look.line } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: rows.map(name),
      axisLabel: { ...text, width: Math.min(190, Math.round(look.width * 0.4)), overflow: 'truncate' },
      axisLine: { lineStyle: { color: look.line } },
      axisTick: { show: false },
    },
    series: series.map(column => ({
      type: 'bar',
      name: column ? name(column) : '',
      stack: column && isStacked ? 'whole' : undefined,
      barMaxWidth: 26,
      itemStyle: { borderColor: look.paper, borderWidth: 0.5 },
      data: rows.map(row => matrix.at(row, column)?.[counted].value ?? null),
      label: column
        ? undefined
        : {
            show: true,
            position: 'right',
            color: look.ink,
            formatter: (it: { value: unknown }) => toldAt(it.value),
          },
    })),
  }
}
