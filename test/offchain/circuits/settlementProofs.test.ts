import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type Hex, hexToBigInt, numberToHex } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { barretenberg } from '../../../offchain/circuits/barretenberg.ts'
import { openSettlementProver } from '../../../offchain/circuits/openSettlementProver.ts'
import { proveSettlement, type SettlementProof } from '../../../offchain/circuits/proveSettlement.ts'
import type { SettlementProver } from '../../../offchain/circuits/settlementProver.ts'
import { FLAVOURS, type Flavour } from '../../../offchain/circuits/verifier/generateVerifiers.ts'
import { withTemporaryFolder } from '../../../offchain/circuits/withTemporaryFolder.ts'
import { PUBLIC_INPUTS } from '../../../offchain/protocol/pool/constants.ts'
import { SCALAR_FIELD } from '../../../offchain/protocol/scalarField.ts'
import { buildRound } from '../pool/buildRound.ts'
import { randomRound } from '../pool/randomRound.ts'
import { busyRound } from './busyRound.ts'
import { GAS_CAP, openVerifiers, REJECTED, type Verifiers } from './openVerifiers.ts'
import { proveRound, witnessOf } from './proveRound.ts'

const WORD_DIGITS = 64
const PROOF_BYTES = 8_384
const PROOF_WORDS = PROOF_BYTES / 32
/** Every word of the proof, or enough of them that each kind (limb, point, evaluation) is among them. */
const SAMPLE = process.env.TEST_DEEP ? 1 : 11
/** Calldata of a proof and its inputs, and the base of a transaction. */
const TRANSACTION_GAS = 300_000n

let prover: SettlementProver
let chain: Verifiers
let proven: SettlementProof
let other: SettlementProof
const temporary = { before: process.env.TMPDIR, folder: '' }

beforeAll(async () => {
  temporary.folder = await fs.mkdtemp(path.join(os.tmpdir(), 'settlement-proofs-'))
  process.env.TMPDIR = temporary.folder
  ;[prover, chain] = await Promise.all([openSettlementProver(), openVerifiers()])
  ;[proven, other] = await Promise.all([proveRound(prover, busyRound()), proveRound(prover, randomRound(7))])
})
afterAll(async () => {
  await chain.stop()
  // Whatever was done here, nothing of it stays.
  expect(await fs.readdir(temporary.folder)).toEqual([])
  if (temporary.before === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = temporary.before
  await fs.rm(temporary.folder, { recursive: true })
})

const wordAt = (proof: Hex, at: number): bigint =>
  hexToBigInt(`0x${proof.slice(2 + at * WORD_DIGITS, 2 + (at + 1) * WORD_DIGITS)}`)

const withWord = ({ proof, publicInputs }: SettlementProof, at: number, word: bigint): SettlementProof => ({
  proof:
    `${proof.slice(0, 2 + at * WORD_DIGITS)}${numberToHex(word, { size: 32 }).slice(2)}${proof.slice(2 + (at + 1) * WORD_DIGITS)}` as Hex,
  publicInputs,
})

const withInput = ({ proof, publicInputs }: SettlementProof, at: number, input: bigint): SettlementProof => ({
  proof,
  publicInputs: publicInputs.with(at, numberToHex(input, { size: 32 })),
})

/** Which of the altered proofs are not refused as they have to be, by name; several calls at a time. */
const notRejected = async (flavour: Flavour, altered: [name: string, SettlementProof][]): Promise<string[]> => {
  const answers = await Promise.all(altered.map(([, proof]) => chain.ask(flavour, proof)))
  return altered.flatMap(([name], i) => (answers[i] === REJECTED ? [] : [`${name}: ${answers[i]}`]))
}

const words = (every: number): number[] =>
  Array.from({ length: PROOF_WORDS }, (_, at) => at).filter((at) => at % every === 0 || at === PROOF_WORDS - 1)

describe.each(FLAVOURS)('the %s verifier', (flavour) => {
  it('accepts a settlement of full size', async () => {
    expect(proven.publicInputs).toHaveLength(PUBLIC_INPUTS)
    expect(proven.proof).toHaveLength(2 + 2 * PROOF_BYTES)
    expect(await chain.ask(flavour, proven)).toBe('accepted')
  })

  it('refuses every public input but the one that was proven', async () => {
    const altered = proven.publicInputs.flatMap((input, at): [string, SettlementProof][] => [
      [`input ${at} + 1`, withInput(proven, at, (hexToBigInt(input) + 1n) % SCALAR_FIELD)],
      // The same element of the field, written otherwise.
      [`input ${at} + r`, withInput(proven, at, hexToBigInt(input) + SCALAR_FIELD)],
    ])
    expect(altered).toHaveLength(2 * PUBLIC_INPUTS)
    expect(await notRejected(flavour, altered)).toEqual([])
  })

  it('refuses an input too many or too few', async () => {
    const { proof, publicInputs } = proven
    const altered: [string, SettlementProof][] = [
      ['none', { proof, publicInputs: [] }],
      ['the last is missing', { proof, publicInputs: publicInputs.slice(0, -1) }],
      ['the first is missing', { proof, publicInputs: publicInputs.slice(1) }],
      ['a zero follows', { proof, publicInputs: [...publicInputs, numberToHex(0, { size: 32 })] }],
      ['the last is there twice', { proof, publicInputs: [...publicInputs, publicInputs.at(-1) as Hex] }],
    ]
    expect(await notRejected(flavour, altered)).toEqual([])
  })

  it('refuses a proof of which any word is another', async () => {
    const altered = words(SAMPLE).flatMap((at): [string, SettlementProof][] => [
      [`word ${at}, lowest bit`, withWord(proven, at, wordAt(proven.proof, at) ^ 1n)],
      [`word ${at}, bit 100`, withWord(proven, at, wordAt(proven.proof, at) ^ (1n << 100n))],
      [`word ${at} zero`, withWord(proven, at, wordAt(proven.proof, at) === 0n ? 1n : 0n)],
    ])
    expect(await notRejected(flavour, altered)).toEqual([])
  })

  it('refuses a proof that is written otherwise', async () => {
    const altered = words(SAMPLE).map((at): [string, SettlementProof] => [
      `word ${at} + r`,
      withWord(proven, at, wordAt(proven.proof, at) + SCALAR_FIELD),
    ])
    expect(await notRejected(flavour, altered)).toEqual([])
  })

  it('refuses proofs of any other length', async () => {
    const { proof, publicInputs } = proven
    const altered = [
      '0x',
      '0x00',
      proof.slice(0, 2 + WORD_DIGITS),
      proof.slice(0, -2),
      proof.slice(0, -WORD_DIGITS),
      `${proof}00`,
      `${proof}${'00'.repeat(32)}`,
      `${proof}${proof.slice(2)}`,
      `0x${'00'.repeat(PROOF_BYTES)}`,
      `0x${'ff'.repeat(PROOF_BYTES)}`,
    ].map((other): [string, SettlementProof] => [
      `${(other.length - 2) / 2} bytes`,
      { proof: other as Hex, publicInputs },
    ])
    expect(await notRejected(flavour, altered)).toEqual([])
  })

  it('costs no more than the cap when points are not on the curve', async () => {
    // The first point follows the eight limbs of the pairing points; the last two words are a point, too.
    for (const at of [9, PROOF_WORDS - 1]) {
      const gas = await chain.gasOfRefusal(flavour, withWord(proven, at, wordAt(proven.proof, at) ^ 1n))
      expect(gas).toBeLessThan(GAS_CAP + TRANSACTION_GAS)
    }
  })

  it("refuses another settlement's proof", async () => {
    expect(await chain.ask(flavour, other)).toBe('accepted')
    expect(await chain.ask(flavour, { proof: other.proof, publicInputs: proven.publicInputs })).toBe(REJECTED)
    expect(await chain.ask(flavour, { proof: proven.proof, publicInputs: other.publicInputs })).toBe(REJECTED)
  })
})

describe('the verifiers', () => {
  it('cost what the README says', async () => {
    expect(await chain.gasOf('Optimized', proven)).toBeLessThan(740_000n)
    expect(await chain.gasOf('Plain', proven)).toBeLessThan(3_800_000n)
  })
})

describe('proveSettlement', () => {
  it('makes valid proofs of several rounds at once', async () => {
    const rounds = [buildRound(), busyRound(), randomRound(1), randomRound(2)]
    const proofs = await Promise.all(rounds.map((round) => proveRound(prover, round)))
    for (const proof of proofs) expect(await chain.ask('Optimized', proof)).toBe('accepted')
  })

  it('never makes the same proof twice, so that proofs say nothing about their witness', async () => {
    const again = await proveRound(prover, busyRound())
    expect(again.publicInputs).toEqual(proven.publicInputs)
    expect(again.proof).not.toBe(proven.proof)
  })

  it('refuses to prove what it was not asked for', async () => {
    const { witness, publicInputs } = await witnessOf(prover, buildRound())
    const ask = (inputs: bigint[]) => proveSettlement(prover, { witness, publicInputs: inputs })
    await expect(ask(publicInputs.with(5, 77n))).rejects.toThrow(
      /^public input 5 of the witness is 0x0+, wanted 0x0+4d$/,
    )
    await expect(ask(publicInputs.slice(1))).rejects.toThrow('the witness has 126 public inputs, wanted 125')
  })

  it('says what Barretenberg says of a witness that is none', async () => {
    const witness = new TextEncoder().encode('no witness')
    await expect(proveSettlement(prover, { witness, publicInputs: [] })).rejects.toThrow(/bb prove ended with 1.*gzip/s)
  })

  // Elsewhere nothing lists processes without a program.
  it.runIf(process.platform === 'linux')('leaves no prover behind when it is aborted', async () => {
    const input = await witnessOf(prover, busyRound())
    await expect(
      proveSettlement(prover, { ...input, signal: AbortSignal.abort(new Error('not today')) }),
    ).rejects.toThrow('not today')
    const { programFile, keyFile, srs } = prover
    await withTemporaryFolder(async (folder) => {
      const controller = new AbortController()
      const refused = expect(
        barretenberg(['prove', '-b', programFile, '-k', keyFile, '-w', '/dev/stdin', '-o', folder], {
          srs: srs.folder,
          input: input.witness,
          signal: controller.signal,
        }),
      ).rejects.toThrow('enough')
      await untilProving()
      controller.abort(new Error('enough'))
      await refused
      expect(await provingProcesses()).toEqual([])
      // It did not merely end.
      expect(await fs.readdir(folder)).toEqual([])
    })
  })
})

/** Command lines of provers at work for this file: its temporary folder is in them. */
const provingProcesses = async (): Promise<string[]> => {
  const found: string[] = []
  for (const pid of await fs.readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    const command = await fs.readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (command.includes(temporary.folder)) found.push(command)
  }
  return found
}

const untilProving = async (): Promise<void> => {
  while ((await provingProcesses()).length === 0) await new Promise(setImmediate)
}
