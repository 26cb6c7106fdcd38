// What is measured in a browser, never a test: `npm run measure`, see ../docs/benchmarks.md.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.measure.ts'],
    environment: 'node',
    // The accounts are asked for where the data is made.
    env: { PHONJON_ACCOUNTS: '{}' },
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
  },
})
