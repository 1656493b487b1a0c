import { createHash } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { bn254 } from '@noble/curves/bn254.js'
import { KitError } from '../../errors.ts'
import { cacheFolder } from '../cacheFolder.ts'
import { powersOfTau } from './powersOfTau.ts'
import { readSrs } from './readSrs.ts'
import { G1_FILE, G2_FILE, type G2Words, type Srs } from './srs.ts'

const HASH_FILE = 'bn254_g1.sha256'

/**
 * Whoever reads this line can prove anything: the secret is public, and no beacon or seed would make it less so. No word of
 * the G2 point that it gives begins with a zero byte, which compilers leave out: the deployment looks for whole words.
 */
const insecureTrapdoor = (): bigint =>
  bn254.fields.Fr.create(
    BigInt(
      `0x${createHash('sha512').update('INSECURE development SRS of the settlement circuit, known to everybody').digest('hex')}`,
    ),
  )

const g2Words = (tau: bigint): G2Words => {
  const { x, y } = bn254.G2.Point.BASE.multiply(tau).toAffine()
  return [x.c1, x.c0, y.c1, y.c0].map((word) => word.toString(16).padStart(64, '0')) as unknown as G2Words
}

const write = async (folder: string, points: number): Promise<void> => {
  const tau = insecureTrapdoor()
  const g1 = powersOfTau(tau, points)
  await fs.writeFile(path.join(folder, G1_FILE), g1)
  await fs.writeFile(path.join(folder, G2_FILE), Buffer.from(g2Words(tau).join(''), 'hex'))
  await fs.writeFile(path.join(folder, HASH_FILE), createHash('sha256').update(g1).digest('hex'))
}

const readCached = async (folder: string, points: number): Promise<Srs> => {
  const srs = await readSrs(folder, await fs.readFile(path.join(folder, HASH_FILE), 'utf8'))
  if (srs.points !== points) throw new KitError(`${folder} holds ${srs.points} points, wanted ${points}`)
  const other = g2Words(insecureTrapdoor()).findIndex((word, i) => word !== srs.g2[i])
  if (other >= 0) throw new KitError(`word ${other} of ${path.join(folder, G2_FILE)} is ${srs.g2[other]}`)
  return srs
}

/**
 * An INSECURE SRS of `points` points, made without a network: for tests and the local chain, never for anything of value.
 * It is made once and kept below `cache`; what was damaged there since is made again.
 */
export const developmentSrs = async (points: number, cache: string): Promise<Srs> => {
  const folder = path.resolve(cache, `insecure-development-srs-${points}`)
  return cacheFolder(folder, {
    read: () => readCached(folder, points),
    write: (temporary) => write(temporary, points),
  })
}
