import {
  AMOUNT_BITS,
  ARRIVAL_BITS,
  COLLATERAL_LIMIT,
  FINE,
  KEY_CHANGES,
  NONCE_BITS,
  PAYMENT_LIMIT,
  PREMIUM_BITS,
  PRICE_LIMIT,
  QUEUE_BATCH,
  SLOTS,
} from './constants.ts'
import { PoolError } from './poolError.ts'
import { requireBits } from './requireBits.ts'
import { requireField } from './requireField.ts'
import { requireSlot } from './requireSlot.ts'
import type { Adjustment, BookQuote, KeyChange, Round, RoundRequest, SlotState } from './types.ts'

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n)

const requireAtMost = (what: string, count: number, limit: number): void => {
  if (count > limit)
    throw new PoolError(`a settlement takes ${limit} ${what}, not ${count}: leave the rest for the next`)
}

const checkState = (state: readonly SlotState[]): void => {
  if (state.length !== SLOTS) throw new PoolError(`a state has ${SLOTS} slots, not ${state.length}`)
  state.forEach(({ key, balance: { collateral, payment } }, slot) => {
    requireField(`key of slot ${slot}`, key)
    if (collateral < 0n || payment < 0n) throw new PoolError(`the balance of slot ${slot} is negative`)
    if (key === 0n && (collateral !== 0n || payment !== 0n))
      throw new PoolError(`slot ${slot} has a balance but no key that could open it`)
  })
}

const checkAdjustments = ({ state, adjustments }: Round): void => {
  requireAtMost('queue entries', adjustments.length, QUEUE_BATCH)
  for (const { slot, kind, amount } of adjustments) {
    requireSlot(slot)
    requireBits('amount', amount, AMOUNT_BITS)
    if (kind === 'deposit' && amount !== 0n && state[slot]?.key === 0n)
      throw new PoolError(`slot ${slot} has no key that a deposit could be credited to`)
  }
}

const checkLimits = ({ state, adjustments }: Round): void => {
  const deposited = (asset: Adjustment['asset']) =>
    sum(adjustments.filter((entry) => entry.asset === asset && entry.kind === 'deposit').map(({ amount }) => amount))
  const collateral = sum(state.map(({ balance }) => balance.collateral)) + deposited('collateral')
  if (collateral >= COLLATERAL_LIMIT)
    throw new PoolError(`the pool would hold ${collateral} of collateral: it has to stay below ${COLLATERAL_LIMIT}`)
  const payment = sum(state.map(({ balance }) => balance.payment)) + deposited('payment') * FINE
  if (payment >= PAYMENT_LIMIT * FINE)
    throw new PoolError(`the pool would hold ${payment} of payment: it has to stay below ${PAYMENT_LIMIT * FINE}`)
}

const checkBook = (book: readonly BookQuote[]): void => {
  const taken = new Set<number>()
  for (const { slot, ciphertext, nonce, arrival } of book) {
    if (taken.has(requireSlot(slot))) throw new PoolError(`slot ${slot} has two quotes: only the last one stands`)
    taken.add(slot)
    if (requireField('ciphertext', ciphertext) === 0n)
      throw new PoolError(`the quote of slot ${slot} is zero, which stands for none: leave it out`)
    requireBits('nonce', nonce, NONCE_BITS)
    requireBits('arrival', arrival, ARRIVAL_BITS)
  }
}

const checkRequest = (request: RoundRequest, { state, book }: Round): void => {
  const { slot, order, price, capBps } = request
  requireSlot(slot)
  requireField('ciphertext', order.ciphertext)
  // A remainder, which is the order of the request's next round, is under the state's nonce.
  requireField('nonce', order.nonce)
  requireBits('cap', capBps, PREMIUM_BITS)
  if (price < 0n || price >= PRICE_LIMIT) throw new PoolError(`price ${price} is not below ${PRICE_LIMIT}`)
  if (state[slot]?.key === 0n)
    throw new PoolError(`the requester's slot ${slot} has no key that its order could open to`)
  if (book.some((quote) => quote.slot === slot))
    throw new PoolError(`the requester's slot ${slot} quotes in its own round: leave its quote out`)
}

const checkKeyChanges = (keyChanges: readonly KeyChange[]): void => {
  requireAtMost('key changes', keyChanges.length, KEY_CHANGES)
  keyChanges.forEach(({ slot, key }, index) => {
    requireField(`new key of slot ${requireSlot(slot)}`, key)
    const before = keyChanges[index - 1]
    if (before && before.slot >= slot)
      throw new PoolError(`key changes have to ascend: slot ${slot} comes after slot ${before.slot}`)
  })
}

/** Throws a {@link PoolError} for a round that the contract could never bring about. What a user may do is never one. */
export const checkRound = (round: Round): void => {
  checkState(round.state)
  requireField('state nonce', round.stateNonce)
  requireBits('smallest quote', round.minimumQuote, AMOUNT_BITS)
  checkAdjustments(round)
  checkLimits(round)
  checkBook(round.book)
  checkKeyChanges(round.keyChanges)
  if (round.request) checkRequest(round.request, round)
  else if (round.book.length > 0) throw new PoolError('a round without a request has no book: leave its quotes out')
}
