import { encodeAbiParameters, type Hex, keccak256 } from 'viem'
import type { PoolOrder } from './report.ts'

const INNER = [{ type: 'uint256' }, { type: 'bytes32' }] as const
const OUTER = [{ type: 'bytes32' }, { type: 'bytes32' }, { type: 'bytes32' }] as const

/** What stands for a small order where nobody may learn it: its spend (payment base units) under its salt. */
export const hideSpend = (spend: bigint, salt: Hex): Hex => keccak256(encodeAbiParameters(INNER, [spend, salt]))

/** `HealOrders.digest` of src/libraries/HealOrders.sol: fixes both orders of a report in one word. */
export const orderDigest = (poolOrder: PoolOrder, spend: bigint, salt: Hex): Hex =>
  keccak256(encodeAbiParameters(OUTER, [poolOrder.nonce, poolOrder.ciphertext, hideSpend(spend, salt)]))
