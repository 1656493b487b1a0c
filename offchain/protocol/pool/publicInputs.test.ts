import { poseidon2Hash } from '@zkpassport/poseidon2'
import { describe, expect, it } from 'vitest'
import { composedKey, composeRound, type RoundPlan } from './composeRound.ts'
import { FINE } from './constants.ts'
import { deriveNewNonce } from './deriveNewNonce.ts'
import { keyCommitment } from './keyCommitment.ts'
import { encryptLeaf } from './leaf.ts'
import { decryptOrder, openOrder } from './order.ts'
import { publicInputs } from './publicInputs.ts'
import { settleRound } from './settleRound.ts'
import { stateRoot } from './stateRoot.ts'
import type { Round, RoundRequest, SettlementPlace } from './types.ts'

const PLACE: SettlementPlace = {
  chainId: 31337n,
  pool: '0x00000000000000000000000000000000DeaDBeef',
  context: `0x${'c0'.repeat(32)}`,
}
const ORDER = { deficit: 60n, maxPremiumBps: 100n, allowPartial: true, disclose: true }
const PLAN: RoundPlan = {
  balances: [
    { collateral: 0n, payment: 10n ** 12n * FINE },
    { collateral: 50n, payment: 0n },
    undefined,
    { collateral: 7n, payment: 0n },
  ],
  order: ORDER,
  quotes: [
    { slot: 3, size: 5n, premiumBps: 10n },
    { slot: 1, size: 50n, premiumBps: 20n },
  ],
  adjustments: [
    { slot: 1, asset: 'collateral', kind: 'deposit', amount: 1n },
    { slot: 1, asset: 'payment', kind: 'withdrawal', amount: 1n },
  ],
  keyChanges: [
    { slot: 0, key: 11n },
    { slot: 2, key: 12n },
  ],
  minimumQuote: 4n,
  price: 1000n,
  capBps: 200n,
}
const inputsOf = (round: Round) => publicInputs(round, settleRound(round), PLACE)
const round = composeRound(PLAN)
const settled = settleRound(round)
const inputs = publicInputs(round, settled, PLACE)
const request = round.request as RoundRequest
const zeros = (length: number) => Array<bigint>(length).fill(0n)

describe('what is known before the settlement', () => {
  it('is the request', () => {
    expect(inputs).toMatchObject({
      has_request: true,
      order_ct: request.order.ciphertext,
      order_nonce: 7n << 128n,
      price: 1000n,
      cap_bps: 200n,
      minimum_quote: 4n,
      requester: 0n,
    })
  })

  it('is the state that the pool has the root of', () => {
    const kc = round.state.map(({ key }) => keyCommitment(key))
    const leaves = round.state.map((slot) => encryptLeaf(slot, round.stateNonce))
    expect(inputs).toMatchObject({ old_root: stateRoot(kc, leaves), old_nonce: round.stateNonce })
  })

  it('is the queue, zero where it has no more entries', () => {
    expect(inputs.adjustment).toEqual([1n + 2n ** 64n, 1n + 2n ** 64n + 2n ** 72n + 2n ** 73n, ...zeros(6)])
  })

  it('is the key changes, slot 32 where there are no more', () => {
    expect(inputs.change_slot).toEqual([0n, 2n, 32n, 32n])
    expect(inputs.change_kc).toEqual([poseidon2Hash([2001n, 11n]), poseidon2Hash([2001n, 12n]), 0n, 0n])
  })

  it('is the book by slot, zero where there is no quote', () => {
    const [third, first] = round.book
    expect(inputs.quote_ct).toEqual(
      zeros(32)
        .with(3, third?.ciphertext ?? 0n)
        .with(1, first?.ciphertext ?? 0n),
    )
    expect(inputs.quote_stamp).toEqual(
      zeros(32)
        .with(3, 1n << 128n)
        .with(1, (1n << 192n) + (1n << 128n) + 1n),
    )
  })

  it('is zero where there is no request, but for the smallest quote', () => {
    const idle = inputsOf(composeRound({ ...PLAN, order: undefined, quotes: [] }))
    expect(idle).toMatchObject({
      has_request: false,
      order_ct: 0n,
      order_nonce: 0n,
      remainder_ct: 0n,
      price: 0n,
      cap_bps: 0n,
      minimum_quote: 4n,
      requester: 0n,
      status: 0n,
      quote_ct: zeros(32),
      quote_stamp: zeros(32),
    })
  })
})

describe('the outputs', () => {
  it('have the nonce that follows from all the rest', () => {
    expect(inputs.new_nonce).toBe(deriveNewNonce(inputs, PLACE))
  })

  it('have a bit for every adjustment that was possible, and for every one that is not there', () => {
    expect(settled.accepted).toEqual([true, false])
    expect(inputs.accepted_mask).toBe(0b11111101n)
    expect(inputsOf(composeRound({ ...PLAN, adjustments: [] })).accepted_mask).toBe(255n)
  })

  it('have the new state under new keys and the new nonce', () => {
    expect(settled.state[0]?.key).toBe(11n)
    const leaves = settled.state.map((slot) => encryptLeaf(slot, inputs.new_nonce))
    expect(inputs.new_leaf).toEqual(leaves)
    expect(leaves.filter((leaf) => leaf !== 0n)).toHaveLength(4)
    expect(inputs.new_root).toBe(
      stateRoot(
        settled.state.map(({ key }) => keyCommitment(key)),
        leaves,
      ),
    )
  })

  it('have what remains, for the requester’s new key only', () => {
    const remainder = { ciphertext: inputs.remainder_ct, nonce: inputs.new_nonce }
    expect(decryptOrder(11n, remainder)).toEqual({ ...ORDER, deficit: 5n })
    expect(decryptOrder(composedKey(0), remainder)).toBeUndefined()
  })

  it('have a remainder of nothing for an order that opens to nothing', () => {
    const malformed = { ...request, order: { ...request.order, ciphertext: 1n } }
    const { remainder_ct, new_nonce, status } = inputsOf({ ...round, request: malformed })
    expect(openOrder(11n, { ciphertext: remainder_ct, nonce: new_nonce })).toBe(0n)
    expect(status).toBe(0n)
  })

  it('have no remainder for who gave up its key', () => {
    const balances = (PLAN.balances ?? []).with(0, { collateral: 0n, payment: 0n })
    const released = composeRound({ ...PLAN, balances, keyChanges: [{ slot: 0, key: 0n }] })
    expect(settleRound(released).remainder).toEqual(ORDER)
    expect(inputsOf(released).remainder_ct).toBe(0n)
  })

  it.each([
    [{ ...ORDER, deficit: 50n }, 1n],
    [ORDER, 2n],
    [{ ...ORDER, disclose: false }, 0n],
  ])('have the status that the order asks for: %o', (order, status) => {
    expect(inputsOf(composeRound({ ...PLAN, order })).status).toBe(status)
  })
})
