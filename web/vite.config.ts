// How the client is built: hashed names under /assets, nothing inline, one chunk a screen.
import optimizeLocales from '@react-aria/optimize-locales-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// While one works on the client, `phonjon serve` answers it.
const server = process.env.PHONJON_SERVER ?? 'http://127.0.0.1:8080'
const answered = { target: server, changeOrigin: true, headers: { origin: server } }

export default defineConfig({
  plugins: [react(), { ...optimizeLocales.vite({ locales: ['en-US'] }), enforce: 'pre' }],
  resolve: { alias: { '~': new URL('./src', import.meta.url).pathname } },
  server: { proxy: { '/graphql': answered, '/upload': answered } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    reportCompressedSize: false,
  },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'] },
})
