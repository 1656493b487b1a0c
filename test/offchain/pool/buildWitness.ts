import type { Witness } from '../../../offchain/protocol/pool/circuitInputs.ts'
import { makeWitness } from '../../../offchain/protocol/pool/makeWitness.ts'
import { publicInputs } from '../../../offchain/protocol/pool/publicInputs.ts'
import { settleRound } from '../../../offchain/protocol/pool/settleRound.ts'
import type { Round, Settled } from '../../../offchain/protocol/pool/types.ts'
import { PLACE } from './buildRound.ts'

/**
 * All inputs of the circuit for a round. Another outcome than the model's makes the inputs of a dishonest prover, who
 * derives everything else (leaves, root, remainder, masks) from it consistently.
 */
export const buildWitness = (round: Round, settled: Settled = settleRound(round)): Witness =>
  makeWitness(round, settled, publicInputs(round, settled, PLACE))
