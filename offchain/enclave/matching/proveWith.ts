import { executeCircuit } from '../../circuits/executeCircuit.ts'
import { proveSettlement } from '../../circuits/proveSettlement.ts'
import type { SettlementProver } from '../../circuits/settlementProver.ts'
import { KitError } from '../../errors.ts'
import type { ProveRound } from './settleClosedRound.ts'

/** What a proof took, in milliseconds of the wall clock. */
export type ProofTimes = { witnessMs: number; proofMs: number }

/**
 * Proves with what `prover` holds: the witness here, which takes less than a second in which nothing else runs, the proof in
 * a process of its own, which an aborted signal kills.
 */
export const proveWith =
  (prover: SettlementProver, onProved: (times: ProofTimes) => void = () => undefined): ProveRound =>
  async (inputs, publicInputs, signal) => {
    const startedAt = performance.now()
    const witness = await executeCircuit(prover.program, inputs).catch((error: Error) => {
      // Not its message: what does not fit may be a balance.
      throw new KitError(`the round has no witness (${error.name})`)
    })
    const provingAt = performance.now()
    const proof = await proveSettlement(prover, { witness, publicInputs, signal })
    onProved({ witnessMs: provingAt - startedAt, proofMs: performance.now() - provingAt })
    return proof
  }
