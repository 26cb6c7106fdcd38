// The breakdown as bars on a canvas. Its text is the table beside it.
import { BarChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '~/app/preferences'
import { useFormat, useLabel } from '~/format/use-format'
import { chartOf, heightOf, type Look } from './chart-options'
import style from './figures.module.css'
import type { Head, Matrix } from './matrix'
import type { Counted } from './question'

use([BarChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, CanvasRenderer])

type ChartProps = { label: string; matrix: Matrix; counted: Counted; name: (head: Head) => string }

/** The page's colours and room, as they stand now. */
function lookOf(place: HTMLElement): Look {
  const styles = getComputedStyle(place)
  const colour = (name: string) => styles.getPropertyValue(`--${name}`).trim()
  return {
    ink: colour('ink'),
    soft: colour('soft'),
    line: colour('line'),
    paper: colour('paper'),
    font: styles.fontFamily,
    width: place.clientWidth,
  }
}

export default function Chart({ label, matrix, counted, name }: ChartProps) {
  const { t } = useTranslation('figures')
  const word = useLabel()
  const { theme } = usePreferences()
  const format = useFormat()
  const place = useRef<HTMLDivElement>(null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme is other colours.
  useEffect(() => {
    const at = place.current
    if (!at) return
    const chart = init(at, null, { renderer: 'canvas' })
    const draw = () =>
      chart.setOption(
        chartOf({
          matrix,
          counted,
          name,
          number: format.number,
          withheld: word('withheld', 'SMALL'),
          look: lookOf(at),
        }),
        true,
      )
    draw()
    const sized = new ResizeObserver(() => chart.resize())
    sized.observe(at)
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', draw)
    // Paper has colours of its own, and nobody waits for the next frame.
    const printed = matchMedia('print')
    const drawNow = () => {
      draw()
      chart.getZr().flush()
    }
    printed.addEventListener('change', drawNow)
    return () => {
      printed.removeEventListener('change', drawNow)
      dark.removeEventListener('change', draw)
      sized.disconnect()
      chart.dispose()
    }
  }, [matrix, counted, name, format, t, theme])

  return (
    <div
      ref={place}
      role="img"
      aria-label={t('chart.label', { title: label })}
      className={style.chart}
      style={{ blockSize: heightOf(matrix) }}
    />
  )
}
