import { SLOTS } from '../../../offchain/protocol/pool/constants.ts'
import { settleRound } from '../../../offchain/protocol/pool/settleRound.ts'
import type { Adjustment, Order, Quote, Round, Settled } from '../../../offchain/protocol/pool/types.ts'
import { SCALAR_FIELD } from '../../../offchain/protocol/scalarField.ts'
import { seededRandom } from '../../../offchain/protocol/seededRandom.ts'
import { buildRound, type Holding, keyOf, type QuoteKnobs, type RequestKnobs } from './buildRound.ts'

type Random = ReturnType<typeof seededRandom>

const WELL_FORMED = 14n
const COLLATERAL = 1n << 49n
const PAYMENT = 1n << 58n

const chance = ({ below }: Random, oneIn: bigint): boolean => below(oneIn) === 0n
const pick = ({ below }: Random, limit: number): number => Number(below(BigInt(limit)))

/** Now and then a plaintext that is no message at all. */
const saying = <T>(random: Random, message: T): T | bigint =>
  chance(random, WELL_FORMED) ? random.magnitude(SCALAR_FIELD) : message

const randomQuote = (random: Random): Quote => ({
  size: chance(random, 8n)
    ? (1n << 64n) - 1n
    : chance(random, 4n)
      ? random.magnitude(COLLATERAL)
      : random.below(COLLATERAL),
  // Few different ones, so that arrival decides often.
  premiumBps: random.below(6n) * 50n,
})

const randomOrder = (random: Random): Order => ({
  deficit: chance(random, 6n) ? 0n : random.below(COLLATERAL * 8n),
  maxPremiumBps: 50n + random.below(6n) * 50n,
  allowPartial: chance(random, 2n),
  disclose: chance(random, 2n),
})

const randomAdjustment = (random: Random, slots: readonly number[]): Adjustment => {
  const asset = chance(random, 2n) ? 'payment' : 'collateral'
  return {
    slot: slots[pick(random, slots.length)] as number,
    asset,
    kind: chance(random, 2n) ? 'deposit' : 'withdrawal',
    amount: random.magnitude(asset === 'payment' ? PAYMENT : COLLATERAL),
  }
}

const randomRequest = (random: Random, slot: number): RequestKnobs => ({
  slot,
  says: saying(random, randomOrder(random)),
  // Mostly one that can be paid.
  price: chance(random, 5n) ? random.magnitude(1n << 56n) : random.magnitude(1n << 38n),
  capBps: 60n + random.below(6n) * 60n,
})

const isEmpty = ({ state }: Settled, slot: number): boolean => {
  const balance = state[slot]?.balance
  return balance?.collateral === 0n && balance.payment === 0n
}

/** Any legal round: few or many slots, quotes in any order, some that are none, keys that come, change and go. */
export const randomRound = (seed: number): Round => {
  const random = seededRandom(seed)
  const slots = Array.from({ length: SLOTS }, (_, slot) => slot).filter(() => !chance(random, 6n))
  const requester = chance(random, 6n) ? undefined : slots[pick(random, slots.length)]
  const holdings: Record<number, Holding> = Object.fromEntries(
    slots.map((slot) => [
      slot,
      {
        payment: slot === requester ? PAYMENT : chance(random, 3n) ? random.magnitude(PAYMENT) : 0n,
        collateral: chance(random, 5n) ? random.magnitude(COLLATERAL) : random.below(COLLATERAL),
      },
    ]),
  )
  const makers = requester === undefined ? [] : slots.filter((slot) => slot !== requester && !chance(random, 4n))
  const quotes: QuoteKnobs[] = makers.map((slot) => ({
    slot,
    says: saying(random, randomQuote(random)),
    arrival: random.below(1n << 42n) * BigInt(SLOTS) + BigInt(slot),
  }))
  const changed = Array.from({ length: SLOTS }, (_, slot) => slot)
    .filter(() => chance(random, 8n))
    .slice(0, 4)
  const keyChanges = changed.map((slot) => ({ slot, key: keyOf(slot, 1) }))
  const knobs = {
    holdings,
    ...(requester !== undefined && { request: randomRequest(random, requester) }),
    quotes,
    adjustments: Array.from({ length: pick(random, 9) }, () => randomAdjustment(random, slots)),
    minimumQuote: random.magnitude(1n << 20n),
  }
  const kept = settleRound(buildRound({ ...knobs, keyChanges }))
  // Who turns out to be empty may leave.
  return buildRound({
    ...knobs,
    keyChanges: keyChanges.map((change) =>
      change.slot !== requester && isEmpty(kept, change.slot) ? { ...change, key: 0n } : change,
    ),
  })
}
