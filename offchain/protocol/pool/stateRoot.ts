import { poseidon2Hash } from '@zkpassport/poseidon2'
import { SLOTS } from './constants.ts'
import { PoolError } from './poolError.ts'
import { requireField } from './requireField.ts'

/** Poseidon2 over all slots' key commitments, then all slots' leaves: what the chain keeps of the state. */
export const stateRoot = (commitments: readonly bigint[], leaves: readonly bigint[]): bigint => {
  if (commitments.length !== SLOTS || leaves.length !== SLOTS)
    throw new PoolError(`a state has ${SLOTS} slots, not ${commitments.length} commitments and ${leaves.length} leaves`)
  return poseidon2Hash([
    ...commitments.map((commitment) => requireField('commitment', commitment)),
    ...leaves.map((leaf) => requireField('leaf', leaf)),
  ])
}
