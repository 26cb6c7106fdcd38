// A circle on the ground, for how far off a position may be.
export type Place = { latitude: number; longitude: number }

const METRES_PER_DEGREE = 111_320
const CORNERS = 48

/** A circle of so many metres around a place. */
export function circleAround({ latitude, longitude }: Place, metres: number) {
  const north = metres / METRES_PER_DEGREE
  const east = north / Math.cos((latitude * Math.PI) / 180)
  const ring = Array.from({ length: CORNERS + 1 }, (_, at): [number, number] => {
    const turn = ((at % CORNERS) / CORNERS) * 2 * Math.PI
    return [longitude + east * Math.cos(turn), latitude + north * Math.sin(turn)]
  })
  return {
    type: 'Feature' as const,
    properties: {},
    geometry: { type: 'Polygon' as const, coordinates: [ring] },
  }
}
