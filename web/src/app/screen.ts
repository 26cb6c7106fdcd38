// A screen is a piece of its own, fetched when it is first opened.
import type { ComponentType } from 'react'

export const screen = (load: () => Promise<{ default: ComponentType }>) => async () => ({
  Component: (await load()).default,
})
