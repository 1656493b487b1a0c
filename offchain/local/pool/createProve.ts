import { openSettlementProver } from '../../circuits/openSettlementProver.ts'
import { type ProofTimes, proveWith } from '../../enclave/matching/proveWith.ts'
import type { ProveRound } from '../../enclave/matching/settleClosedRound.ts'

export type { ProofTimes }

/** Real proofs, under the INSECURE development key; says how long each took. */
export const createProve = async (onProved?: (times: ProofTimes) => void, signal?: AbortSignal): Promise<ProveRound> =>
  proveWith(await openSettlementProver({ signal }), onProved)
