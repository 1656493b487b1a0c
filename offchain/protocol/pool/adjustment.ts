import { AMOUNT_BITS } from './constants.ts'
import { lowBits } from './lowBits.ts'
import { requireBits } from './requireBits.ts'
import { requireSlot } from './requireSlot.ts'
import type { Adjustment } from './types.ts'

const SLOT_BITS = 8n
const IS_PAYMENT = 1n << (AMOUNT_BITS + SLOT_BITS)
const IS_WITHDRAWAL = IS_PAYMENT << 1n
const WORD_BITS = AMOUNT_BITS + SLOT_BITS + 2n

/** The word that stands for it in the public inputs: amount + slot * 2^64 + isPayment * 2^72 + isWithdrawal * 2^73. */
export const packAdjustment = ({ slot, asset, kind, amount }: Adjustment): bigint =>
  requireBits('amount', amount, AMOUNT_BITS) |
  (BigInt(requireSlot(slot)) << AMOUNT_BITS) |
  (asset === 'payment' ? IS_PAYMENT : 0n) |
  (kind === 'withdrawal' ? IS_WITHDRAWAL : 0n)

/** Undoes {@link packAdjustment}; a {@link PoolError} for a word that it never makes. */
export const unpackAdjustment = (word: bigint): Adjustment => {
  requireBits('entry', word, WORD_BITS)
  return {
    slot: requireSlot(Number(lowBits(word >> AMOUNT_BITS, SLOT_BITS))),
    asset: word & IS_PAYMENT ? 'payment' : 'collateral',
    kind: word & IS_WITHDRAWAL ? 'withdrawal' : 'deposit',
    amount: lowBits(word, AMOUNT_BITS),
  }
}
