import { encodeAbiParameters, type Hex, keccak256 } from 'viem'
import type { PoolOrder } from './report.ts'

const INNER = [{ type: 'uint256' }, { type: 'bytes32' }] as const
const OUTER = [{ type: 'bytes32' }, { type: 'bytes32' }, { type: 'bytes32' }] as const

/** `HealOrders.digest` of src/libraries/HealOrders.sol: fixes both orders of a report in one word. */
export const orderDigest = (poolOrder: PoolOrder, spend: bigint, salt: Hex): Hex => {
  const hiddenSpend = keccak256(encodeAbiParameters(INNER, [spend, salt]))
  return keccak256(encodeAbiParameters(OUTER, [poolOrder.nonce, poolOrder.ciphertext, hiddenSpend]))
}
