import { packAdjustment } from './adjustment.ts'
import type { PublicInputs } from './circuitInputs.ts'
import { KEY_CHANGES, NONCE_BITS, QUEUE_BATCH, SLOTS, UNUSED_CHANGE_SLOT } from './constants.ts'
import { deriveNewNonce } from './deriveNewNonce.ts'
import { keyCommitment } from './keyCommitment.ts'
import { encryptLeaf } from './leaf.ts'
import { encryptOrder } from './order.ts'
import { stateRoot } from './stateRoot.ts'
import type { Order, Round, Settled, SettlementPlace, SlotState } from './types.ts'

/** The plaintext of what remains of no order: all zero. */
const NOTHING: Order = { deficit: 0n, maxPremiumBps: 0n, allowPartial: false, disclose: false }

const commitmentsOf = (state: readonly SlotState[]): bigint[] => state.map(({ key }) => keyCommitment(key))
const leavesOf = (state: readonly SlotState[], nonce: bigint): bigint[] => state.map((slot) => encryptLeaf(slot, nonce))
const filled = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index))

const bookOf = ({ book }: Round): Pick<PublicInputs, 'quote_ct' | 'quote_stamp'> => {
  const quotes = filled(SLOTS, (slot) => book.find((quote) => quote.slot === slot))
  return {
    quote_ct: quotes.map((quote) => quote?.ciphertext ?? 0n),
    quote_stamp: quotes.map((quote) => (quote ? (quote.arrival << NONCE_BITS) | quote.nonce : 0n)),
  }
}

/** All that is known before the settlement; the outputs are zero. */
const knownInputs = (round: Round): PublicInputs => {
  const { state, stateNonce, request, adjustments, keyChanges } = round
  return {
    has_request: request !== undefined,
    order_ct: request?.order.ciphertext ?? 0n,
    order_nonce: request?.order.nonce ?? 0n,
    remainder_ct: 0n,
    price: request?.price ?? 0n,
    cap_bps: request?.capBps ?? 0n,
    minimum_quote: round.minimumQuote,
    requester: BigInt(request?.slot ?? 0),
    accepted_mask: 0n,
    status: 0n,
    old_root: stateRoot(commitmentsOf(state), leavesOf(state, stateNonce)),
    old_nonce: stateNonce,
    new_root: 0n,
    new_nonce: 0n,
    change_slot: filled(KEY_CHANGES, (index) => BigInt(keyChanges[index]?.slot ?? UNUSED_CHANGE_SLOT)),
    change_kc: filled(KEY_CHANGES, (index) => keyCommitment(keyChanges[index]?.key ?? 0n)),
    adjustment: filled(QUEUE_BATCH, (index) => {
      const adjustment = adjustments[index]
      return adjustment ? packAdjustment(adjustment) : 0n
    }),
    ...bookOf(round),
    new_leaf: filled(SLOTS, () => 0n),
  }
}

const acceptedMask = (accepted: readonly boolean[]): bigint =>
  filled(QUEUE_BATCH, (index) => ((accepted[index] ?? true) ? 1n << BigInt(index) : 0n)).reduce(
    (mask, bit) => mask | bit,
  )

/**
 * What remains of the order, under the requester's new key. It comes out of every request, so that nobody sees how it
 * went; only who gave up its key has no remainder: the pad of no key would hide nothing.
 */
const remainderOf = ({ request }: Round, { state, remainder }: Settled, newNonce: bigint): bigint => {
  const key = request && state[request.slot]?.key
  return key ? encryptOrder(key, newNonce, remainder ?? NOTHING).ciphertext : 0n
}

/** The public inputs of a round's settlement, its outcome being {@link settleRound}'s. */
export const publicInputs = (round: Round, settled: Settled, place: SettlementPlace): PublicInputs => {
  const known = knownInputs(round)
  const newNonce = deriveNewNonce(known, place)
  const newLeaves = leavesOf(settled.state, newNonce)
  return {
    ...known,
    remainder_ct: remainderOf(round, settled, newNonce),
    accepted_mask: acceptedMask(settled.accepted),
    status: BigInt(settled.disclosed),
    new_root: stateRoot(commitmentsOf(settled.state), newLeaves),
    new_nonce: newNonce,
    new_leaf: newLeaves,
  }
}
