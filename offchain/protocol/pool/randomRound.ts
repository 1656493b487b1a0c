import { SCALAR_FIELD } from '../scalarField.ts'
import type { seededRandom } from '../seededRandom.ts'
import { FINE, KEY_CHANGES, QUEUE_BATCH, SLOTS } from './constants.ts'
import { encryptOrder } from './order.ts'
import { encryptQuote } from './quote.ts'
import type { Adjustment, Balance, BookQuote, KeyChange, Round, RoundRequest, SlotState } from './types.ts'

type Random = ReturnType<typeof seededRandom>

/** Of all slots together: below the pool's limits with room for deposits. */
const COLLATERAL = 1n << 54n
const PAYMENT = (1n << 63n) * FINE
const EMPTY: Balance = { collateral: 0n, payment: 0n }

const slotsOf = (state: readonly SlotState[]): number[] => state.flatMap(({ key }, slot) => (key === 0n ? [] : [slot]))

/**
 * For tests: a round that the contract could bring about. Small numbers are as likely as large ones, premiums meet
 * often, some ciphertexts open to nothing, and some orders are larger than the book or the requester's purse.
 */
export const randomRound = (random: Random): Round => {
  const chance = (percent: bigint): boolean => random.below(100n) < percent
  const element = (): bigint => 1n + random.below(SCALAR_FIELD - 1n)
  const share = (total: bigint): bigint =>
    chance(50n) ? random.magnitude(total / BigInt(SLOTS)) : random.below(total / BigInt(SLOTS))

  const state = Array.from({ length: SLOTS }, (_, slot): SlotState => {
    if (slot > 1 && chance(20n)) return { key: 0n, balance: EMPTY }
    if (chance(10n)) return { key: element(), balance: EMPTY }
    return { key: element(), balance: { collateral: share(COLLATERAL), payment: share(PAYMENT) } }
  })
  const owned = slotsOf(state)
  const owner = (): number => owned[Number(random.below(BigInt(owned.length)))] as number
  const keyOf = (slot: number): bigint => state[slot]?.key as bigint

  const adjustment = (): Adjustment => {
    const slot = owner()
    const asset = chance(50n) ? 'collateral' : 'payment'
    const kind = chance(50n) ? 'deposit' : 'withdrawal'
    const held = state[slot]?.balance[asset] as bigint
    const near = asset === 'payment' ? held / FINE : held
    const amount = kind === 'withdrawal' && chance(50n) ? near + random.below(2n) : random.magnitude(1n << 48n)
    return { slot, asset, kind, amount }
  }
  const quote = (slot: number, arrival: bigint): BookQuote => {
    const nonce = random.below(1n << 192n)
    if (chance(10n)) return { slot, arrival, nonce, ciphertext: element() }
    const size = chance(20n) ? (1n << 64n) - 1n : random.magnitude(1n << 52n)
    return { slot, arrival, ...encryptQuote(keyOf(slot), nonce, { size, premiumBps: random.below(6n) * 80n }) }
  }
  const request = (slot: number): RoundRequest => {
    const nonce = random.below(1n << 192n)
    const order = {
      deficit: chance(10n) ? 0n : chance(50n) ? random.magnitude(1n << 53n) : random.below(1n << 50n),
      maxPremiumBps: random.below(600n),
      allowPartial: chance(50n),
      disclose: chance(50n),
    }
    return {
      slot,
      order: chance(10n) ? { ciphertext: element(), nonce } : encryptOrder(keyOf(slot), nonce, order),
      price: random.magnitude(1n << 44n),
      capBps: random.below(600n),
    }
  }
  const requester = chance(85n) ? owner() : undefined
  const quoting = requester === undefined ? [] : owned.filter((slot) => slot !== requester && chance(80n))
  const changing = Array.from({ length: SLOTS }, (_, slot) => slot).filter(() => chance(8n))
  const adjustments = Array.from({ length: Number(random.below(BigInt(QUEUE_BATCH + 1))) }, adjustment)
  const keyChange = (slot: number): KeyChange => {
    const staysEmpty =
      state[slot]?.balance === EMPTY && slot !== requester && adjustments.every((entry) => entry.slot !== slot)
    return { slot, key: staysEmpty && chance(50n) ? 0n : element() }
  }
  return {
    state,
    stateNonce: random.below(SCALAR_FIELD),
    request: requester === undefined ? undefined : request(requester),
    minimumQuote: random.magnitude(1n << 30n),
    adjustments,
    book: quoting.map((slot) => quote(slot, BigInt((slot * 7) % SLOTS))),
    keyChanges: changing.slice(0, KEY_CHANGES).map(keyChange),
  }
}
