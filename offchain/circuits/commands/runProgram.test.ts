import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CIRCUIT_CACHE } from '../openSettlementProver.ts'
import { developmentSrs } from '../srs/developmentSrs.ts'
import { IGNITION_G2 } from '../srs/ignition.ts'
import { runProgram } from './runProgram.ts'

const OPTIMIZED = 'src/verifiers/generated/DevelopmentSettlementVerifierOptimized.sol'
const PLAIN = 'src/verifiers/generated/DevelopmentSettlementVerifierPlain.sol'
const LOCK = 'offchain/circuits/settlement.lock.json'
const COMMITTED = new URL('../../../', import.meta.url)

let project: string
beforeAll(async () => {
  project = await fs.mkdtemp(path.join(os.tmpdir(), 'circuits-test-'))
})
afterAll(() => fs.rm(project, { recursive: true, force: true }))

const run = async (...args: string[]) => {
  const [written, complained]: [string[], string[]] = [[], []]
  const exitCode = await runProgram(args, {
    project,
    write: (text) => void written.push(text),
    complain: (text) => void complained.push(text),
    signal: new AbortController().signal,
  })
  return { exitCode, written: written.join(''), complained: complained.join('') }
}

const read = (file: string) => fs.readFile(path.join(project, file), 'utf8')

describe('build and check', () => {
  it('build writes what is committed, and says where', async () => {
    const { exitCode, written, complained } = await run('build', '--json')
    expect(exitCode).toBe(0)
    expect(JSON.parse(written)).toEqual({ written: [OPTIMIZED, PLAIN, LOCK].map((file) => path.join(project, file)) })
    expect(complained).toContain('generating the verifiers')
    for (const file of [OPTIMIZED, PLAIN, LOCK]) {
      expect(await read(file), `${file} is stale; run npm run circuits -- build`).toBe(
        await fs.readFile(new URL(file, COMMITTED), 'utf8'),
      )
    }
  })

  it('the verifiers say that they are insecure, whose they are and how they came to be', async () => {
    for (const [file, name] of [OPTIMIZED, PLAIN].map(
      (path) => [path, path.replace(/.*\/(\w+)\.sol/, '$1')] as const,
    )) {
      const source = await read(file)
      expect(source.slice(0, 400)).toMatch(
        /^\/\/ SPDX-License-Identifier: Apache-2.0\n.*npm run circuits -- build.*INSECURE/s,
      )
      expect(source).toContain(`contract ${name} is`)
      for (const word of IGNITION_G2) expect(source).not.toContain(word)
    }
  })

  it('check finds nothing after that', async () => {
    const { exitCode, written } = await run('check')
    expect({ exitCode, written }).toEqual({ exitCode: 0, written: 'nothing differs\n' })
  })

  it.each([
    [OPTIMIZED, '0x02bd47f9', '0x02bd47f8', /line \d+ is mstore\(0x100, 0x02bd47f8/],
    [PLAIN, 'pragma solidity ^0.8.27', 'pragma solidity ^0.8.0', /wanted pragma solidity \^0.8.27/],
    [LOCK, '"gates": ', '"gates": 9', /line \d+ is "gates": 9/],
  ])('check names %s when one thing in it is another', async (file, before, after, what) => {
    const right = await read(file)
    await fs.writeFile(path.join(project, file), right.replace(before, after))
    const { exitCode, written } = await run('check')
    const { drift } = JSON.parse((await run('check', '--json')).written)
    await fs.writeFile(path.join(project, file), right)
    expect(exitCode).toBe(1)
    expect(written).toMatch(what)
    expect(written).toMatch(/run `npm run circuits -- build`\n$/)
    expect(drift).toEqual([{ file, what: expect.stringMatching(what) }])
  })
})

describe('production', () => {
  const produce = (srs: string, hash: string) =>
    run('production', '--srs', srs, '--srs-sha256', hash, '--out', 'nowhere')

  it('refuses the development SRS, and writes nothing', async () => {
    const { folder, g1Sha256 } = await developmentSrs(32_768, CIRCUIT_CACHE)
    const { exitCode, complained } = await produce(folder, `0x${g1Sha256.toUpperCase()}`)
    expect(exitCode).toBe(1)
    expect(complained).toContain("is not Ignition's: word 0 of its G2 point is 0x02bd47f9")
    await expect(fs.stat('nowhere')).rejects.toThrow('ENOENT')
  })

  it("refuses the development SRS with Ignition's G2 point", async () => {
    const { folder, g1Sha256 } = await developmentSrs(32_768, CIRCUIT_CACHE)
    const forged = path.join(project, 'forged')
    await fs.cp(folder, forged, { recursive: true })
    await fs.writeFile(path.join(forged, 'bn254_g2.dat'), Buffer.from(IGNITION_G2.join(''), 'hex'))
    const { exitCode, complained } = await produce(forged, g1Sha256)
    expect(exitCode).toBe(1)
    expect(complained).toContain('are not powers of the secret in G2')
  })

  it('refuses an SRS with another hash than the one given', async () => {
    const { folder } = await developmentSrs(32_768, CIRCUIT_CACHE)
    const { exitCode, complained } = await produce(folder, '5'.repeat(64))
    expect(exitCode).toBe(1)
    expect(complained).toMatch(/has SHA-256 \w{64}, wanted 5{64}/)
  })

  it('refuses a folder without an SRS, and does not make one', async () => {
    const empty = path.join(project, 'empty')
    const { exitCode, complained } = await produce(empty, '5'.repeat(64))
    expect(exitCode).toBe(1)
    expect(complained).toContain('cannot read')
    await expect(fs.stat(empty)).rejects.toThrow('ENOENT')
  })
})

describe('usage', () => {
  it.each([
    ['an unknown command', ['destroy']],
    ['production without an SRS', ['production', '--srs-sha256', '5'.repeat(64), '--out', 'x']],
    ['production without a hash', ['production', '--srs', 'x', '--out', 'x']],
    ['production without a place', ['production', '--srs', 'x', '--srs-sha256', '5'.repeat(64)]],
    ['a hash that is none', ['production', '--srs', 'x', '--srs-sha256', '5'.repeat(63), '--out', 'x']],
    ['an unknown option', ['check', '--fast']],
  ])('is wrong with %s', async (_name, args) => {
    const { exitCode, written, complained } = await run(...args)
    expect({ exitCode, written }).toEqual({ exitCode: 2, written: '' })
    expect(complained).toContain('error: ')
  })

  it('is explained', async () => {
    const { exitCode, written } = await run('--help')
    expect(exitCode).toBe(0)
    for (const word of ['build', 'check', 'production', 'Exit codes: 0']) expect(written).toContain(word)
  })
})
