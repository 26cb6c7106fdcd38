// Keys are checked by the compiler: what Thai has is what there is.
import 'i18next'
import type th from './th'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: typeof th
    returnNull: false
  }
}
