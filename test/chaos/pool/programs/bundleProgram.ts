import fs from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { projectRoot } from '../../../../script/toolchain/foundry.mjs'
import type { PlantedPoolBug } from './plantedPoolBugs.ts'

/** Native code, WebAssembly beside its JavaScript, and what is not needed before the first pass. */
const EXTERNAL = ['libsql', 'pg-native', '@coinbase/cdp-sdk', '@noir-lang/*', '@aztec/*']

/** Some packages are CommonJS and ask for Node's modules with `require`. */
const BANNER = `import { createRequire as createRequireOfBundle } from 'node:module'
const require = createRequireOfBundle(import.meta.url)
const __filename = new URL(import.meta.url).pathname
const __dirname = new URL('.', import.meta.url).pathname`

const plant = (source: string, file: string, bug: PlantedPoolBug): string =>
  bug.edits
    .filter((edit) => edit.file === file)
    .reduce((text, { find, replace }) => {
      const occurrences = text.split(find).length - 1
      if (occurrences === 1) return text.replace(find, () => replace)
      throw new Error(`planted bug ${bug.name}: its line occurs ${occurrences} times in ${file}, not once`)
    }, source)

/** Modules keep finding what lies beside their sources, wherever the bundle is. */
const sources = (bug: PlantedPoolBug | undefined): Plugin => ({
  name: 'sources',
  setup({ onLoad }) {
    onLoad({ filter: /\/offchain\/.*\.ts$/ }, async ({ path: file }) => {
      const text = await fs.readFile(file, 'utf8')
      const relative = path.relative(projectRoot, file)
      const planted = bug ? plant(text, relative, bug) : text
      return { contents: planted.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href)), loader: 'ts' }
    })
  },
})

/** Bundles a program of ours into one file, so that a restart costs a fraction of a second; with a bug, when one is given. */
export const bundleProgram = async (entry: string, outfile: string, bug?: PlantedPoolBug): Promise<string> => {
  await build({
    entryPoints: [path.join(projectRoot, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: EXTERNAL,
    banner: { js: BANNER },
    logLevel: 'error',
    plugins: [sources(bug)],
  })
  return outfile
}
