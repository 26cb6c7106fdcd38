import { expect, test } from 'vitest'
import { circleAround } from './circle'

test('a circle closes and reaches as far north as it is wide', () => {
  const [ring = []] = circleAround({ latitude: 17.4, longitude: 104.7 }, 1113.2).geometry.coordinates
  expect(ring.at(0)).toEqual(ring.at(-1))
  const north = Math.max(...ring.map(([, latitude]) => latitude))
  expect(north).toBeCloseTo(17.41, 5)
})
