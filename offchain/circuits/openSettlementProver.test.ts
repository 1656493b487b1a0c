import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSettlementProver } from './openSettlementProver.ts'
import { prepareProver } from './prepareProver.ts'
import type { SettlementProver } from './settlementProver.ts'
import { developmentSrs } from './srs/developmentSrs.ts'

let cache: string
let prover: SettlementProver
beforeAll(async () => {
  cache = await fs.mkdtemp(path.join(os.tmpdir(), 'prover-test-'))
  prover = await openSettlementProver({ cache })
})
afterAll(() => fs.rm(cache, { recursive: true, force: true }))

describe('openSettlementProver', () => {
  it('is the prover that is committed', async () => {
    const lock = JSON.parse(await fs.readFile(new URL('settlement.lock.json', import.meta.url), 'utf8'))
    expect({ gates: prover.gates, points: prover.srs.points, g1: prover.srs.g1Sha256 }).toEqual({
      gates: lock.gates,
      points: lock.srs.points,
      g1: lock.srs.g1,
    })
  })

  it('makes it once', async () => {
    const before = await fs.stat(prover.keyFile)
    expect(await openSettlementProver({ cache })).toEqual(prover)
    expect((await fs.stat(prover.keyFile)).ino).toBe(before.ino)
  })

  it.each([['vk'], ['program.json'], ['manifest.json']])('makes it again when its %s is damaged', async (name) => {
    const file = path.join(path.dirname(prover.keyFile), name)
    const right = await fs.readFile(file)
    await fs.writeFile(
      file,
      right.map((byte, i) => (i === right.length - 9 ? byte ^ 1 : byte)),
    )
    expect(await openSettlementProver({ cache })).toEqual(prover)
    expect(await fs.readFile(file)).toEqual(right)
  })
})

describe('prepareProver', () => {
  it('refuses an SRS that is too small, where Barretenberg would fetch the rest', async () => {
    const small = () => developmentSrs(64, cache)
    const folder = await fs.mkdtemp(path.join(cache, 'small-'))
    await expect(prepareProver(prover.program, folder, small)).rejects.toThrow(
      /insecure-development-srs-64 has 64 points, wanted 32768 for \d+ gates/,
    )
  })
})
