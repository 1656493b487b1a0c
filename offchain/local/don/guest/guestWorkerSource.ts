import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

/**
 * The worker as one plain script. A worker inherits neither tsx's nor vitest's TypeScript loader, and loading tsx in each of five
 * workers would cost more time and memory than the guests themselves.
 */
export const guestWorkerSource = (): string => {
  const result = buildSync({
    entryPoints: [fileURLToPath(new URL('./guestWorker.ts', import.meta.url))],
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    write: false,
    logLevel: 'silent',
  })
  return result.outputFiles[0]?.text ?? ''
}
