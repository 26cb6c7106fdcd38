// Figures
import { useState } from 'react'
import { AreaPicker } from '~/base/area-picker/area-picker'
export default function FiguresScreen() {
  const [area, setArea] = useState<string | null>(null)
  return <AreaPicker label="พื้นที่" value={area} onChange={it => setArea(it?.id ?? null)} nothing="ทั้งประเทศ" />
}
