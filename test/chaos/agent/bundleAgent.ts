import fs from 'node:fs/promises'
import path from 'node:path'
import { build } from 'esbuild'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import type { PlantedBug } from './plantedBugs.ts'

/** They load native code, or more than the agent needs before its first pass. */
const EXTERNAL = ['libsql', 'pg-native', '@coinbase/cdp-sdk']

/** Some packages are CommonJS and ask for Node's modules with `require`. */
const BANNER = `import { createRequire as createRequireOfBundle } from 'node:module'
const require = createRequireOfBundle(import.meta.url)
const __filename = import.meta.filename ?? new URL(import.meta.url).pathname
const __dirname = new URL('.', import.meta.url).pathname`

const plantInto = async (bug: PlantedBug, file: string): Promise<string> => {
  const source = await fs.readFile(file, 'utf8')
  const occurrences = source.split(bug.find).length - 1
  if (occurrences !== 1) {
    throw new Error(`planted bug ${bug.name}: its line occurs ${occurrences} times in ${bug.file}, not once`)
  }
  return source.replace(bug.find, () => bug.replace)
}

/**
 * Bundles the agent into one file, so that a restart costs a fraction of a second; with a bug, when one is given.
 * `folder` must lie three levels below the project, as the modules do that look for its package.json from there.
 */
export const bundleAgent = async (folder: string, bug?: PlantedBug): Promise<string> => {
  const outfile = path.join(folder, 'agent.mjs')
  let isPlanted = false
  await build({
    entryPoints: [path.join(projectRoot, 'offchain', 'agent.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: EXTERNAL,
    banner: { js: BANNER },
    logLevel: 'error',
    plugins: bug && [
      {
        name: 'planted bug',
        setup({ onLoad }) {
          onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
            if (file !== path.join(projectRoot, bug.file)) return undefined
            isPlanted = true
            return { contents: await plantInto(bug, file), loader: 'ts' }
          })
        },
      },
    ],
  })
  if (bug && !isPlanted) throw new Error(`planted bug ${bug.name}: the agent does not load ${bug.file}`)
  return outfile
}
