import { executeCircuit } from '../../../offchain/circuits/executeCircuit.ts'
import { proveSettlement, type SettlementProof } from '../../../offchain/circuits/proveSettlement.ts'
import type { SettlementProver } from '../../../offchain/circuits/settlementProver.ts'
import { flattenPublicInputs } from '../../../offchain/protocol/pool/flattenPublicInputs.ts'
import type { Round } from '../../../offchain/protocol/pool/types.ts'
import { buildWitness } from '../pool/buildWitness.ts'

/** What proveSettlement takes for a round's outcome by the model. */
export const witnessOf = async (
  { program }: SettlementProver,
  round: Round,
): Promise<{ witness: Uint8Array; publicInputs: bigint[] }> => {
  const inputs = buildWitness(round)
  return { witness: await executeCircuit(program, inputs), publicInputs: flattenPublicInputs(inputs) }
}

export const proveRound = async (prover: SettlementProver, round: Round): Promise<SettlementProof> =>
  proveSettlement(prover, await witnessOf(prover, round))
