// GraphiQL over our own schema, which it brings along: a page by itself, of which nothing is kept on the device.
import 'graphiql/setup-workers/vite'
import 'graphiql/style.css'
import './page.css'
import { GraphiQL } from 'graphiql'
import { buildSchema } from 'graphql'
import { createRoot } from 'react-dom/client'
import { preferences } from '~/app/preferences'
import contract from '../../schema.graphql?raw'
import { ask } from './ask'
import { memory } from './memory'

const schema = buildSchema(contract)
const { theme } = preferences.get()

const FIRST = `query Me {
  me {
    userName
    may
  }
}
`

const place = document.getElementById('graphiql')
if (place) {
  createRoot(place).render(
    <GraphiQL
      fetcher={ask}
      schema={schema}
      storage={memory()}
      shouldPersistHeaders={false}
      showPersistHeadersSettings={false}
      isHeadersEditorEnabled={false}
      defaultTheme={theme === 'system' ? null : theme}
      defaultQuery={FIRST}
    >
      <GraphiQL.Logo>
        <h1>
          GraphiQL ·{' '}
          <a href="/" lang="th">
            พ้นจน
          </a>
        </h1>
      </GraphiQL.Logo>
    </GraphiQL>,
  )
}
