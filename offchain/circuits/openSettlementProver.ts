import { createHash } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { cacheFolder } from './cacheFolder.ts'
import { compileCircuit } from './compileCircuit.ts'
import { prepareProver } from './prepareProver.ts'
import type { SettlementProver } from './settlementProver.ts'
import { developmentSrs } from './srs/developmentSrs.ts'

/** What can be made again at any time. */
export const CIRCUIT_CACHE = fileURLToPath(new URL('../../cache/circuits', import.meta.url))

export type OpenSettlementProverParameters = {
  /** Where key and SRS are kept. */
  cache?: string
  signal?: AbortSignal
}

/** The key depends on the prover's version too. */
const PINS = fileURLToPath(new URL('../../package-lock.json', import.meta.url))

const manifestSchema = z.object({ program: z.string(), key: z.string(), gates: z.number(), points: z.number() })

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

const filesOf = (folder: string) => ({
  programFile: path.join(folder, 'program.json'),
  keyFile: path.join(folder, 'vk'),
  manifestFile: path.join(folder, 'manifest.json'),
})

const readCached = async (folder: string, cache: string): Promise<SettlementProver> => {
  const { programFile, keyFile, manifestFile } = filesOf(folder)
  const manifest = manifestSchema.parse(JSON.parse(await fs.readFile(manifestFile, 'utf8')))
  const [program, key] = await Promise.all([fs.readFile(programFile, 'utf8'), fs.readFile(keyFile)])
  if (sha256(program) !== manifest.program || sha256(key) !== manifest.key) throw new Error('damaged')
  const srs = await developmentSrs(manifest.points, cache)
  return { program: JSON.parse(program), programFile, keyFile, srs, gates: manifest.gates }
}

/**
 * What settlements are proven with on the local chain, under the INSECURE development SRS. Compiled once for the same
 * sources and the same tools; what was damaged since is made again.
 */
export const openSettlementProver = async ({
  cache = CIRCUIT_CACHE,
  signal,
}: OpenSettlementProverParameters = {}): Promise<SettlementProver> => {
  const { program, hash } = await compileCircuit()
  const pins = sha256(await fs.readFile(PINS))
  const folder = path.join(cache, `prover-${sha256(hash + pins).slice(0, 16)}`)
  return cacheFolder(folder, {
    read: () => readCached(folder, cache),
    write: async (temporary) => {
      const openSrs = (points: number) => developmentSrs(points, cache)
      const { programFile, keyFile, srs, gates } = await prepareProver(program, temporary, openSrs, signal)
      const [programText, key] = await Promise.all([fs.readFile(programFile), fs.readFile(keyFile)])
      const manifest = { program: sha256(programText), key: sha256(key), gates, points: srs.points }
      await fs.writeFile(filesOf(temporary).manifestFile, JSON.stringify(manifest))
    },
  })
}
