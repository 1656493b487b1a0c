import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import fs from 'node:fs/promises'
import path from 'node:path'
import { KitError } from '../../errors.ts'
import { G1_FILE, G1_POINT_BYTES, G2_FILE, type G2Words, type Srs } from './srs.ts'

const G2_BYTES = 128

const unreadable =
  (file: string) =>
  (cause: NodeJS.ErrnoException): never => {
    throw new KitError(`cannot read ${file} (${cause.code}); an SRS is a folder with ${G1_FILE} and ${G2_FILE}`, {
      cause,
    })
  }

/** Of a file that may be larger than memory. */
const hashFile = async (file: string): Promise<{ length: number; sha256: string }> => {
  const hash = createHash('sha256')
  let length = 0
  for await (const chunk of createReadStream(file)) {
    hash.update(chunk)
    length += chunk.length
  }
  return { length, sha256: hash.digest('hex') }
}

/** Reads an SRS and refuses it if its points are not those with `g1Sha256`. That they are powers of anything is not checked. */
export const readSrs = async (folder: string, g1Sha256: string): Promise<Srs> => {
  const g1File = path.join(folder, G1_FILE)
  const g2File = path.join(folder, G2_FILE)
  const g1 = await hashFile(g1File).catch(unreadable(g1File))
  const g2 = await fs.readFile(g2File).catch(unreadable(g2File))
  if (g1.length === 0 || g1.length % G1_POINT_BYTES !== 0) {
    throw new KitError(`${g1File} has ${g1.length} bytes, wanted a multiple of ${G1_POINT_BYTES}`)
  }
  if (g2.length !== G2_BYTES) throw new KitError(`${g2File} has ${g2.length} bytes, wanted ${G2_BYTES}`)
  if (g1.sha256 !== g1Sha256) throw new KitError(`${g1File} has SHA-256 ${g1.sha256}, wanted ${g1Sha256}`)
  const digits = g2.toString('hex')
  const words = [0, 64, 128, 192].map((at) => digits.slice(at, at + 64)) as unknown as G2Words
  return { folder, points: g1.length / G1_POINT_BYTES, g1Sha256, g2: words }
}
