import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // The SDK's test runtime is written for bun's runner.
  resolve: { alias: { 'bun:test': fileURLToPath(new URL('./workflow/bunTestShim.ts', import.meta.url)) } },
  test: {
    include: [
      'offchain/**/*.test.ts',
      'test/offchain/**/*.test.ts',
      'test/chaos/**/*.test.ts',
      'workflow/**/*.test.ts',
    ],
    // The SDK's ESM imports have no file extensions, which plain Node refuses.
    server: { deps: { inline: [/@chainlink\/cre-sdk/] } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
})
