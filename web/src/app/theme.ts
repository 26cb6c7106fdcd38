// Light or dark: as the person chose, else as the device is.
import { preferences } from './preferences'

/** Shows it, now and whenever either changes. */
export function startTheme(): void {
  const device = matchMedia('(prefers-color-scheme: dark)')
  const show = () => {
    const { theme } = preferences.get()
    const isDark = theme === 'system' ? device.matches : theme === 'dark'
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light'
  }
  show()
  device.addEventListener('change', show)
  preferences.follow(show)
}
