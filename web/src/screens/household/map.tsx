// A pin where the house is, on a plain ground: no tiles, so nobody outside learns which house is looked at.
import 'maplibre-gl/dist/maplibre-gl.css'
import { Map as Canvas, Marker, NavigationControl, ScaleControl, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { circleAround, type Place } from './circle'
import style from './household.module.css'

setWorkerUrl(workerUrl)

/** The colour of the page's style, for what is drawn on the canvas. */
const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

export default function HouseMap({ at, metres }: { at: Place; metres: number }) {
  const { t } = useTranslation('household')
  const words = useMemo(
    () => ({
      'Map.Title': t('where.map'),
      'Marker.Title': t('where.map'),
      'NavigationControl.ZoomIn': t('where.zoomIn'),
      'NavigationControl.ZoomOut': t('where.zoomOut'),
      'CooperativeGesturesHandler.WindowsHelpText': t('where.zoomWheel'),
      'CooperativeGesturesHandler.MacHelpText': t('where.zoomWheel'),
      'CooperativeGesturesHandler.MobileHelpText': t('where.moveTouch'),
    }),
    [t],
  )
  const ground = useRef<HTMLDivElement>(null)
  const { latitude, longitude } = at
  useEffect(() => {
    if (!ground.current) return
    const map = new Canvas({
      container: ground.current,
      center: [longitude, latitude],
      zoom: 15,
      attributionControl: false,
      cooperativeGestures: true,
      locale: words,
      style: {
        version: 8,
        sources: {
          within: { type: 'geojson', data: circleAround({ latitude, longitude }, metres) },
        },
        layers: [
          { id: 'ground', type: 'background', paint: { 'background-color': colour('--sunk') } },
          {
            id: 'within',
            type: 'fill',
            source: 'within',
            paint: { 'fill-color': colour('--brand'), 'fill-opacity': 0.2 },
          },
        ],
      },
    })
    map.addControl(new NavigationControl({ showCompass: false }))
    map.addControl(new ScaleControl({ unit: 'metric' }))
    new Marker({ color: colour('--urgent') }).setLngLat([longitude, latitude]).addTo(map)
    return () => map.remove()
  }, [latitude, longitude, metres, words])
  return <div ref={ground} className={style.map} />
}
