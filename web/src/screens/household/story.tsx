// The case that the page is about, for every part of the page.
import { createContext, type ReactNode, useContext } from 'react'
import type { CaseWholeFragment } from './household.generated'

export type Story = {
  it: CaseWholeFragment
  /** It is open, so work can be recorded. */
  isOpen: boolean
  /** Grows with every act done here, so that lists read apart are asked anew. */
  turn: number
  /** Something was done: everything on the page is asked anew. */
  refresh: () => void
}

const StoryContext = createContext<Story | null>(null)

export function StoryProvider({ story, children }: { story: Story; children: ReactNode }) {
  return <StoryContext.Provider value={story}>{children}</StoryContext.Provider>
}

/** The case and what goes with it. */
export function useStory(): Story {
  const story = useContext(StoryContext)
  if (!story) throw new Error('outside a household page')
  return story
}
