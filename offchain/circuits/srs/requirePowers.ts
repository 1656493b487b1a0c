import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { pippenger } from '@noble/curves/abstract/curve.js'
import { bn254 } from '@noble/curves/bn254.js'
import { KitError } from '../../errors.ts'
import { G1_FILE, G1_POINT_BYTES, type Srs } from './srs.ts'

const { Point } = bn254.G1
const { Fp12 } = bn254.fields

type G1Point = typeof Point.BASE

const wordAt = (bytes: Buffer, at: number): bigint => BigInt(`0x${bytes.subarray(at, at + 32).toString('hex')}`)

const readPoints = async (file: string, count: number): Promise<G1Point[]> => {
  const bytes = Buffer.alloc(count * G1_POINT_BYTES)
  const handle = await fs.open(file)
  await handle.read(bytes, 0, bytes.length, 0).finally(() => handle.close())
  return Array.from({ length: count }, (_, i) => {
    const point = Point.fromAffine({
      x: wordAt(bytes, i * G1_POINT_BYTES),
      y: wordAt(bytes, i * G1_POINT_BYTES + 32),
    })
    try {
      point.assertValidity()
    } catch (cause) {
      throw new KitError(`point ${i} of ${file} is not on the curve`, { cause })
    }
    return point
  })
}

const g2Point = ([x1, x0, y1, y0]: Srs['g2']) =>
  bn254.G2.Point.fromAffine({
    x: { c0: BigInt(`0x${x0}`), c1: BigInt(`0x${x1}`) },
    y: { c0: BigInt(`0x${y0}`), c1: BigInt(`0x${y1}`) },
  })

/**
 * Refuses points of which any is not the one before times the secret that the SRS's G2 point stands for. With other points
 * a key would stand for another circuit. Wrong points pass with a probability of 2^-128.
 */
export const requirePowers = async ({ folder, points: available, g2 }: Srs, count: number): Promise<void> => {
  const file = path.join(folder, G1_FILE)
  if (available < count) throw new KitError(`${file} has ${available} points, wanted ${count}`)
  const points = await readPoints(file, count)
  if (!points[0]?.equals(Point.BASE)) throw new KitError(`${file} does not begin with the generator of G1`)
  const tauG2 = g2Point(g2)
  // e(higher, G2) / e(lower, tau G2)
  const isOneHigher = (higher: G1Point, lower: G1Point): boolean => {
    const pairs = [
      { g1: higher, g2: bn254.G2.Point.BASE },
      { g1: lower.negate(), g2: tauG2 },
    ]
    return Fp12.eql(bn254.pairingBatch(pairs), Fp12.ONE)
  }
  const weights = points.slice(1).map(() => BigInt(`0x${randomBytes(16).toString('hex')}`) + 1n)
  const areSumsOneHigher = () =>
    isOneHigher(pippenger(Point, points.slice(1), weights), pippenger(Point, points.slice(0, -1), weights))
  // One pair first: points of another SRS are found out at once, a damaged one among thousands takes the sums.
  if (!isOneHigher(points[1] as G1Point, points[0]) || !areSumsOneHigher()) {
    throw new KitError(`the points of ${file} are not powers of the secret in G2: they are of another SRS, or damaged`)
  }
}
