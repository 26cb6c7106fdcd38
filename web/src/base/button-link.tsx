// Links that look like buttons.
import { Link, type LinkProps } from 'react-router'
import type { Tone } from './button'
import style from './button.module.css'

/** A link that looks like a button. */
export function ButtonLink({ tone = 'plain', ...rest }: LinkProps & { tone?: Tone }) {
  return <Link {...rest} className={style.button} data-tone={tone} />
}
