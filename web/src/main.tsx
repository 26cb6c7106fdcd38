// Where the client begins: the first question, then the language, then the page.
import './app/first-question'
import '@fontsource-variable/noto-sans-thai/wght.css'
import './style/base.css'

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app'
import { startTheme } from './app/theme'
import { startWords } from './i18n/start'

const root = document.getElementById('root')
if (root) {
  startTheme()
  await startWords()
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
