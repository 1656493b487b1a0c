import { AMOUNT_BITS, LEAF_DOMAIN, PAYMENT_BITS } from './constants.ts'
import { lowBits } from './lowBits.ts'
import { addPad, removePad } from './pad.ts'
import { PoolError } from './poolError.ts'
import { requireBits } from './requireBits.ts'
import type { Balance, SlotState } from './types.ts'

const encodeBalance = ({ collateral, payment }: Balance): bigint =>
  requireBits('collateral', collateral, AMOUNT_BITS) | (requireBits('payment', payment, PAYMENT_BITS) << AMOUNT_BITS)

/** collateral + payment * 2^64, under the slot's key and the state's nonce; zero for a slot that nobody has. */
export const encryptLeaf = ({ key, balance }: SlotState, nonce: bigint): bigint => {
  const plaintext = encodeBalance(balance)
  if (key !== 0n) return addPad(plaintext, { domain: LEAF_DOMAIN, key, nonce })
  if (plaintext !== 0n) throw new PoolError('a slot without a key cannot hold a balance: give it a key, or empty it')
  return 0n
}

/** Undoes {@link encryptLeaf}; undefined for what is no balance under this key. */
export const decryptLeaf = (key: bigint, leaf: bigint, nonce: bigint): Balance | undefined => {
  if (key === 0n) return leaf === 0n ? { collateral: 0n, payment: 0n } : undefined
  const plaintext = removePad(leaf, { domain: LEAF_DOMAIN, key, nonce })
  const payment = plaintext >> AMOUNT_BITS
  if (payment >> PAYMENT_BITS !== 0n) return undefined
  return { collateral: lowBits(plaintext, AMOUNT_BITS), payment }
}
