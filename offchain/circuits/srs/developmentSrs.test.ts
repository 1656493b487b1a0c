import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { developmentSrs } from './developmentSrs.ts'
import { readSrs } from './readSrs.ts'
import { requirePowers } from './requirePowers.ts'
import type { Srs } from './srs.ts'

const POINTS = 64

let cache: string
let srs: Srs
beforeAll(async () => {
  cache = await fs.mkdtemp(path.join(os.tmpdir(), 'srs-test-'))
  srs = await developmentSrs(POINTS, path.join(cache, 'honest'))
})
afterAll(() => fs.rm(cache, { recursive: true, force: true }))

/** A copy whose `file` was changed by `change`; read without its hash, as if that were right. */
const changed = async (file: string, change: (bytes: Buffer) => Buffer): Promise<Srs> => {
  const folder = await fs.mkdtemp(path.join(cache, 'changed-'))
  await fs.cp(srs.folder, folder, { recursive: true })
  const target = path.join(folder, file)
  await fs.writeFile(target, change(await fs.readFile(target)))
  const found = await readSrs(folder, '').catch((error: Error) => /SHA-256 (\w{64})/.exec(error.message)?.[1])
  return readSrs(folder, found as string)
}

const swap = (bytes: Buffer, a: number, b: number): Buffer => {
  const points = Array.from({ length: bytes.length / 64 }, (_, i) => bytes.subarray(i * 64, i * 64 + 64))
  ;[points[a], points[b]] = [points[b] as Buffer, points[a] as Buffer]
  return Buffer.concat(points)
}

describe('developmentSrs', () => {
  it('says in its name that it is insecure', () => {
    expect(path.basename(srs.folder)).toBe('insecure-development-srs-64')
    expect(srs.points).toBe(POINTS)
  })

  it('is the same wherever it is made', async () => {
    expect(await developmentSrs(POINTS, path.join(cache, 'again'))).toEqual({
      ...srs,
      folder: path.join(cache, 'again', 'insecure-development-srs-64'),
    })
  })

  it('is made once', async () => {
    const file = path.join(srs.folder, 'bn254_g1.dat')
    const before = await fs.stat(file)
    await developmentSrs(POINTS, path.join(cache, 'honest'))
    expect((await fs.stat(file)).ino).toBe(before.ino)
  })

  it.each([
    ['a point is damaged', 'bn254_g1.dat', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -1), Buffer.of(7)])],
    ['points are missing', 'bn254_g1.dat', (bytes: Buffer) => bytes.subarray(0, -64)],
    ['G2 is cut off', 'bn254_g2.dat', (bytes: Buffer) => bytes.subarray(0, 127)],
    ['G2 is damaged', 'bn254_g2.dat', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -1), Buffer.of(7)])],
    ['the hash is another', 'bn254_g1.sha256', () => Buffer.from('00'.repeat(32))],
  ])('is made again when %s', async (_name, file, damage) => {
    const place = await fs.mkdtemp(path.join(cache, 'damaged-'))
    const { folder } = await developmentSrs(POINTS, place)
    const target = path.join(folder, file)
    await fs.writeFile(target, damage(await fs.readFile(target)))
    expect(await developmentSrs(POINTS, place)).toEqual({ ...srs, folder })
  })

  it('is whole for everybody when several make it at once, and leaves nothing beside it', async () => {
    const place = await fs.mkdtemp(path.join(cache, 'race-'))
    const made = await Promise.all(Array.from({ length: 4 }, () => developmentSrs(POINTS, place)))
    for (const { g1Sha256 } of made) expect(g1Sha256).toBe(srs.g1Sha256)
    expect(await fs.readdir(place)).toEqual(['insecure-development-srs-64'])
  })
})

describe('readSrs', () => {
  it('refuses points with another hash, and says both', async () => {
    const wanted = '0'.repeat(64)
    await expect(readSrs(srs.folder, wanted)).rejects.toThrow(`has SHA-256 ${srs.g1Sha256}, wanted ${wanted}`)
  })

  it('refuses a folder without an SRS', async () => {
    await expect(readSrs(cache, srs.g1Sha256)).rejects.toThrow(/cannot read .*bn254_g1.dat \(ENOENT\)/)
  })

  it('refuses half a point', async () => {
    await expect(changed('bn254_g1.dat', (bytes) => bytes.subarray(0, -32))).rejects.toThrow('a multiple of 64')
  })
})

describe('requirePowers', () => {
  it('passes an honest SRS, and the beginning of one', async () => {
    await requirePowers(srs, POINTS)
    await requirePowers(srs, 2)
  })

  it('refuses to take more points than there are', async () => {
    await expect(requirePowers(srs, POINTS + 1)).rejects.toThrow('has 64 points, wanted 65')
  })

  it.each([
    ['two points are swapped', 'bn254_g1.dat', (bytes: Buffer) => swap(bytes, 5, 6), 'not powers of the secret'],
    [
      'the last point is another',
      'bn254_g1.dat',
      (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -64), bytes.subarray(64, 128)]),
      'not powers of the secret',
    ],
    [
      'it begins with another point',
      'bn254_g1.dat',
      (bytes: Buffer) => bytes.subarray(64),
      'does not begin with the generator',
    ],
    [
      'a point is not on the curve',
      'bn254_g1.dat',
      (bytes: Buffer) => {
        const copy = Buffer.from(bytes)
        copy[64 * 9 + 63] = (copy[64 * 9 + 63] as number) ^ 1
        return copy
      },
      'point 9 of',
    ],
  ])('refuses it when %s', async (_name, file, change, reason) => {
    const other = await changed(file, change)
    await expect(requirePowers(other, other.points)).rejects.toThrow(reason)
  })

  it('refuses points of another secret than that in G2', async () => {
    const { IGNITION_G2 } = await import('./ignition.ts')
    await expect(requirePowers({ ...srs, g2: IGNITION_G2 }, POINTS)).rejects.toThrow('not powers of the secret')
  })
})
