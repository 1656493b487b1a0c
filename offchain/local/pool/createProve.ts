import { executeCircuit } from '../../circuits/executeCircuit.ts'
import { openSettlementProver } from '../../circuits/openSettlementProver.ts'
import { proveSettlement } from '../../circuits/proveSettlement.ts'
import type { ProveRound } from '../../enclave/matching/settleClosedRound.ts'

/** What proofs took, in milliseconds of the wall clock. */
export type ProofTimes = { witnessMs: number; proofMs: number }

/** Real proofs, under the INSECURE development key; says how long each took. */
export const createProve = async (
  onProved: (times: ProofTimes) => void = () => undefined,
  signal?: AbortSignal,
): Promise<ProveRound> => {
  const prover = await openSettlementProver({ signal })
  return async (inputs, publicInputs, abort) => {
    const startedAt = performance.now()
    const witness = await executeCircuit(prover.program, inputs)
    const provingAt = performance.now()
    const proof = await proveSettlement(prover, { witness, publicInputs, signal: abort })
    onProved({ witnessMs: provingAt - startedAt, proofMs: performance.now() - provingAt })
    return proof
  }
}
