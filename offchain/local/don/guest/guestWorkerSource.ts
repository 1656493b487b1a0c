import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.ts'

/**
 * The worker as one plain script. A worker inherits neither tsx's nor vitest's TypeScript loader, and loading tsx in each of five
 * workers would cost more time and memory than the guests themselves.
 */
export const guestWorkerSource = (): string =>
  bundle({
    entryPoints: [fileURLToPath(new URL('./guestWorker.ts', import.meta.url))],
    format: 'cjs',
    platform: 'node',
    target: 'node20',
  })
