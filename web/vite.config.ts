// How the client is built: hashed names under /assets, nothing inline, one chunk a screen.
import optimizeLocales from '@react-aria/optimize-locales-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { shellWorker } from './scripts/shell-worker.ts'

// While one works on the client, `phonjon serve` answers it.
const server = process.env.PHONJON_SERVER ?? 'http://127.0.0.1:8080'
const answered = { target: server, changeOrigin: true, headers: { origin: server } }

export default defineConfig({
  plugins: [react(), { ...optimizeLocales.vite({ locales: ['en-US'] }), enforce: 'pre' }, shellWorker()],
  resolve: { alias: { '~': new URL('./src', import.meta.url).pathname } },
  // GraphiQL's page brings the contract along.
  server: {
    fs: { allow: ['.', '../schema.graphql'] },
    proxy: { '/graphql': answered, '/uploads': answered, '/templates': answered, '/downloads': answered },
  },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    reportCompressedSize: false,
    rollupOptions: {
      input: { index: 'index.html', sw: 'src/offline/worker.ts' },
      // A service worker serves what lies beside it, so it stands at the top, always by one name.
      output: {
        entryFileNames: it => (it.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        // What the door needs comes in one piece, and what every page behind it needs in another: a far server is
        // asked once for each, and the line is never idle.
        codeSplitting: {
          groups: [
            { name: 'door', tags: ['$initial'], test: /^(?!.*offline\/worker)/ },
            { name: 'inside', test: /src\/app\/inside/ },
          ],
        },
      },
    },
  },
  test: { include: ['src/**/*.test.{ts,tsx}'] },
})
