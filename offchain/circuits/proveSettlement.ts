import fs from 'node:fs/promises'
import path from 'node:path'
import { bytesToHex, type Hex, numberToHex } from 'viem'
import { KitError } from '../errors.ts'
import { barretenberg } from './barretenberg.ts'
import type { SettlementProver } from './settlementProver.ts'
import { withTemporaryFolder } from './withTemporaryFolder.ts'

export type ProveSettlementParameters = {
  /** As Noir gives it. It holds every balance and key, and never touches the disk. */
  witness: Uint8Array
  /** What the proof has to be about. */
  publicInputs: readonly bigint[]
  signal?: AbortSignal
}

export type SettlementProof = {
  proof: Hex
  /** As the verifier takes them: canonical, big endian. */
  publicInputs: Hex[]
}

const WORD_BYTES = 32

/** Proves one settlement: about a second on two cores. Two proofs of the same settlement differ. */
export const proveSettlement = (
  { programFile, keyFile, srs }: SettlementProver,
  { witness, publicInputs, signal }: ProveSettlementParameters,
): Promise<SettlementProof> =>
  withTemporaryFolder(async (folder) => {
    await barretenberg(['prove', '-b', programFile, '-k', keyFile, '-w', '/dev/stdin', '-o', folder], {
      srs: srs.folder,
      input: witness,
      signal,
    })
    const [proof, proven] = await Promise.all([
      fs.readFile(path.join(folder, 'proof')),
      fs.readFile(path.join(folder, 'public_inputs')),
    ])
    const wanted = publicInputs.map((input) => numberToHex(input, { size: WORD_BYTES }))
    const found = Array.from({ length: proven.length / WORD_BYTES }, (_, i) =>
      bytesToHex(proven.subarray(i * WORD_BYTES, (i + 1) * WORD_BYTES)),
    )
    if (found.length !== wanted.length) {
      throw new KitError(`the witness has ${found.length} public inputs, wanted ${wanted.length}`)
    }
    const other = wanted.findIndex((input, i) => input !== found[i])
    if (other >= 0) {
      throw new KitError(`public input ${other} of the witness is ${found[other]}, wanted ${wanted[other]}`)
    }
    return { proof: bytesToHex(proof), publicInputs: found }
  })
