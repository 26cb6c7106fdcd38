// Names and places: Thai has no space between words, and a browser would cut a surname or an อำเภอ in two at a line's end.
import { Fragment } from 'react'
import style from './whole.module.css'

/** Text that breaks between its parts alone, which spaces divide; a part longer than a line still breaks. */
export function Whole({ children }: { children: string }) {
  return children.split(' ').map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text stand where they stand.
    <Fragment key={at}>
      {at > 0 && ' '}
      <span className={style.part}>{part}</span>
    </Fragment>
  ))
}
