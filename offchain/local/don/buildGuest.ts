import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Hex } from 'viem'
import { KitError } from '../../errors.ts'
import { bundleWorkflow } from './guest/bundleWorkflow.ts'
import { compileSource } from './guest/compileSource.ts'
import { linkGuest } from './guest/linkGuest.ts'
import { webAssembly } from './guest/webAssembly.ts'

export type Guest = { readonly wasm: Uint8Array; readonly hash: Hex }

// Part of the cache key: raise it when linkGuest or compileSource change what they produce.
const LINKER_VERSION = 1

const sha256 = (...parts: (string | Uint8Array)[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

// Read where the SDK installed it: the plugin is BUSL-1.1 and is never copied into the repository.
// The package exports no path to it, and its main entry does not exist; one of its scripts shows where the package lies.
const pluginFile = (): string => {
  const script = createRequire(import.meta.url).resolve('@chainlink/cre-sdk-javy-plugin/scripts/shared')
  return path.resolve(path.dirname(script), '..', 'dist', 'javy-chainlink-sdk.plugin.wasm')
}

const readIfPresent = async (file: string): Promise<Uint8Array | undefined> => {
  try {
    return await readFile(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new KitError(`cannot read the cached guest ${file}`, { cause: error })
  }
}

/**
 * Builds the `.wasm` guest of a CRE workflow: bundle, QuickJS bytecode, link. Deterministic: the same sources and SDK give the same hash
 * (sha256). `cacheDir` keeps the result under the hash of the bundle and the plugin.
 */
export const buildGuest = async ({ entry, cacheDir }: { entry: string; cacheDir: string }): Promise<Guest> => {
  const plugin = await readFile(pluginFile())
  const source = bundleWorkflow(entry)
  const file = path.join(cacheDir, `${sha256(`linker ${LINKER_VERSION}\n`, plugin, source)}.wasm`)

  const cached = await readIfPresent(file)
  if (cached) return { wasm: cached, hash: `0x${sha256(cached)}` }

  const wasm = linkGuest(plugin, compileSource(new webAssembly.Module(plugin), source))
  await mkdir(cacheDir, { recursive: true })
  // Two processes may build at once: each writes its own file, and the rename is atomic.
  const temporary = `${file}.${randomUUID()}`
  await writeFile(temporary, wasm)
  await rename(temporary, file)
  return { wasm, hash: `0x${sha256(wasm)}` }
}
