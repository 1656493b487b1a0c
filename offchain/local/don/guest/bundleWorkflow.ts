import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { KitError } from '../../../errors.ts'
import { bundle } from './bundle.ts'

const shim = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

/**
 * One self-contained ES module from a workflow's entry file, which must export `main`.
 * The last line is the one Chainlink's own `cre-compile` appends.
 */
export const bundleWorkflow = (entry: string): string => {
  const { dir, base } = path.parse(path.resolve(entry))
  try {
    return bundle({
      stdin: {
        contents: `import { main } from './${base}'
          import { sendErrorResponse } from '@chainlink/cre-sdk'
          main().catch(sendErrorResponse)`,
        resolveDir: dir,
      },
      alias: { 'node:buffer': shim('./bufferShim.ts'), 'node:url': shim('./urlShim.ts') },
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      minify: true,
      legalComments: 'none',
    })
  } catch (cause) {
    throw new KitError(`${entry} cannot be bundled: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}
