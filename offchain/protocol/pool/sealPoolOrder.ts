import { type Address, numberToHex } from 'viem'
import type { PoolOrder } from '../report.ts'
import { makeMessageNonce } from './messageNonce.ts'
import { encodeOrder, encryptOrder } from './order.ts'
import type { Order } from './types.ts'

export type SealPoolOrderParameters = {
  /** The requester's slot key. */
  key: bigint
  chainId: bigint
  pool: Address
  /** Of the report that carries the order: the nonce's counter. */
  epoch: number
  order: Order
}

/**
 * An order as a report carries it and a request hands it to the pool. Real or zero, it is a ciphertext under the slot's
 * key; the same order of the same epoch is the same bytes, another order of that epoch has another pad.
 */
export const sealPoolOrder = ({ key, chainId, pool, epoch, order }: SealPoolOrderParameters): PoolOrder => {
  const nonce = makeMessageNonce({ key, chainId, pool, counter: BigInt(epoch), plaintext: encodeOrder(order) })
  const { ciphertext } = encryptOrder(key, nonce, order)
  return { nonce: numberToHex(nonce, { size: 32 }), ciphertext: numberToHex(ciphertext, { size: 32 }) }
}
