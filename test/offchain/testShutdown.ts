import type { Shutdown } from '../../offchain/local/process/createShutdown.ts'

/** A shutdown that a test runs itself: no signal handlers, no `process.exit`. */
export const createTestShutdown = (): Shutdown & { run: () => Promise<void> } => {
  const cleanups: (() => unknown)[] = []
  return {
    signal: new AbortController().signal,
    onShutdown: (_name, cleanup) => void cleanups.push(cleanup),
    shutdown: async () => undefined,
    run: async () => {
      for (let cleanup = cleanups.pop(); cleanup; cleanup = cleanups.pop()) await cleanup()
    },
  }
}
