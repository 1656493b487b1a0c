import { encodeAbiParameters, type Hex, keccak256, parseAbiParameters } from 'viem'
import type { Sealed } from './types.ts'

const ORDER = parseAbiParameters('uint256, uint256')

/** As `CollateralRequest.orderHash` has it. */
export const hashOrder = ({ ciphertext, nonce }: Sealed): Hex =>
  keccak256(encodeAbiParameters(ORDER, [ciphertext, nonce]))
