import { encodePacked, hexToBigInt, keccak256, numberToHex, size } from 'viem'
import { SCALAR_FIELD } from '../scalarField.ts'
import type { PublicInputs } from './circuitInputs.ts'
import { SLOTS } from './constants.ts'
import { flattenPublicInputs } from './flattenPublicInputs.ts'
import { PoolError } from './poolError.ts'
import type { SettlementPlace } from './types.ts'

const withoutOutputs = (inputs: PublicInputs): PublicInputs => ({
  ...inputs,
  remainder_ct: 0n,
  accepted_mask: 0n,
  status: 0n,
  new_root: 0n,
  new_nonce: 0n,
  new_leaf: Array<bigint>(SLOTS).fill(0n),
})

/**
 * The nonce that the new leaves and the remainder are encrypted under; the contract derives the same one.
 *
 * It is synthetic: a function of everything that determines the new state. A settlement that is made again, after a
 * reorganization or with other key changes, has another nonce, so that no pad ever serves two states.
 */
export const deriveNewNonce = (inputs: PublicInputs, { chainId, pool, context }: SettlementPlace): bigint => {
  if (size(context) !== 32) throw new PoolError(`a round’s context has 32 bytes, not ${size(context)}`)
  const words = flattenPublicInputs(withoutOutputs(inputs)).map((input) => numberToHex(input, { size: 32 }))
  const packed = encodePacked(['uint256', 'address', 'bytes32', 'bytes32[]'], [chainId, pool, context, words])
  return hexToBigInt(keccak256(packed)) % SCALAR_FIELD
}
