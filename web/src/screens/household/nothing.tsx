// A section that has nothing to show yet, and what to do about it.
import type { ReactNode } from 'react'
import { Row, Soft } from '~/base/page'

export function Nothing({ children, act }: { children: string; act?: ReactNode }) {
  return (
    <Row>
      <Soft>{children}</Soft>
      {act}
    </Row>
  )
}
