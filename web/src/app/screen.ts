// A screen is a piece of its own, fetched with its words when it is first opened.
import type { ComponentType } from 'react'
import { loadWords, type Words } from '~/i18n/start'

/** A screen and the words it and its parts say; what every screen says is there (door.tsx). */
export const screen =
  (load: () => Promise<{ default: ComponentType }>, ...words: Words[]) =>
  async () => {
    const [{ default: Component }] = await Promise.all([load(), loadWords(...words)])
    return { Component }
  }
