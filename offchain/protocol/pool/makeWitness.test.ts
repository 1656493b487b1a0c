import { poseidon2Hash } from '@zkpassport/poseidon2'
import { describe, expect, it } from 'vitest'
import { SCALAR_FIELD } from '../scalarField.ts'
import { seededRandom } from '../seededRandom.ts'
import { composeRound } from './composeRound.ts'
import { makeWitness } from './makeWitness.ts'
import { publicInputs } from './publicInputs.ts'
import { randomRound } from './randomRound.ts'
import { settleRound } from './settleRound.ts'
import type { Round } from './types.ts'

const PLACE = {
  chainId: 31337n,
  pool: '0x00000000000000000000000000000000DeaDBeef',
  context: `0x${'c0'.repeat(32)}`,
} as const

const witnessOf = (round: Round) => {
  const settled = settleRound(round)
  return { settled, witness: makeWitness(round, settled, publicInputs(round, settled, PLACE)) }
}
const random = seededRandom(71)
const all = Array.from({ length: 25 }, () => {
  const round = randomRound(random)
  return { round, ...witnessOf(round) }
})
const minus = (a: bigint, b: bigint): bigint => (a + SCALAR_FIELD - b) % SCALAR_FIELD
const bit = (value: boolean): bigint => (value ? 1n : 0n)
const fits = (values: bigint[], bits: bigint): boolean => values.every((value) => value >= 0n && value >> bits === 0n)

describe('the private inputs', () => {
  it('fit into the circuit’s types', () => {
    for (const { witness } of all) {
      expect(fits([...witness.adj_amount, witness.deficit, ...witness.size, ...witness.old_collateral], 64n)).toBe(true)
      expect(fits([witness.max_premium, ...witness.premium], 16n)).toBe(true)
      expect(fits(witness.arrival, 48n)).toBe(true)
      expect(fits(witness.quote_nonce, 192n)).toBe(true)
      expect(fits(witness.old_payment, 128n)).toBe(true)
      expect(fits(witness.adj_slot, 5n)).toBe(true)
    }
  })

  it('are the parts of the queue’s words', () => {
    for (const { witness } of all)
      for (let entry = 0; entry < 8; entry++)
        expect(
          (witness.adj_amount[entry] as bigint) +
            (witness.adj_slot[entry] as bigint) * 2n ** 64n +
            bit(witness.adj_is_payment[entry] as boolean) * 2n ** 72n +
            bit(witness.adj_is_withdrawal[entry] as boolean) * 2n ** 73n,
        ).toBe(witness.adjustment[entry])
  })

  it('are the parts of what the order opens to under the old key; zero where there is none', () => {
    for (const { witness } of all) {
      const key = witness.key[Number(witness.requester)] as bigint
      const opened = minus(witness.order_ct, poseidon2Hash([2003n, key, witness.order_nonce]))
      const low = witness.deficit + witness.max_premium * 2n ** 64n + bit(witness.allow_partial) * 2n ** 80n
      expect(low + bit(witness.disclose) * 2n ** 81n + witness.order_high * 2n ** 82n).toBe(
        witness.has_request ? opened : 0n,
      )
    }
  })

  it('are the parts of what each quote opens to under the old key; zero where there is none', () => {
    for (const { witness } of all)
      for (let slot = 0; slot < 32; slot++) {
        const ciphertext = witness.quote_ct[slot] as bigint
        const nonce = witness.quote_nonce[slot] as bigint
        const opened = minus(ciphertext, poseidon2Hash([2004n, witness.key[slot] as bigint, nonce]))
        const { size, premium, quote_high } = witness
        expect(
          (size[slot] as bigint) + (premium[slot] as bigint) * 2n ** 64n + (quote_high[slot] as bigint) * 2n ** 80n,
        ).toBe(ciphertext === 0n ? 0n : opened)
        expect((witness.arrival[slot] as bigint) * 2n ** 192n + nonce).toBe(witness.quote_stamp[slot])
      }
  })

  it('open the state that the pool has the root of, and make the one that it will have', () => {
    for (const { witness, settled } of all) {
      const kcOf = (key: bigint) => (key === 0n ? 0n : poseidon2Hash([2001n, key]))
      const leafOf = (key: bigint, collateral: bigint, payment: bigint, nonce: bigint) =>
        key === 0n ? 0n : (collateral + payment * 2n ** 64n + poseidon2Hash([2002n, key, nonce])) % SCALAR_FIELD
      const old = witness.key.map((key, slot) =>
        leafOf(key, witness.old_collateral[slot] as bigint, witness.old_payment[slot] as bigint, witness.old_nonce),
      )
      expect(witness.old_kc).toEqual(witness.key.map(kcOf))
      expect(poseidon2Hash([...witness.old_kc, ...old])).toBe(witness.old_root)
      const leaves = witness.new_key.map((key, slot) => {
        const { collateral, payment } = settled.state[slot]?.balance ?? { collateral: -1n, payment: -1n }
        return leafOf(key, collateral, payment, witness.new_nonce)
      })
      expect(leaves).toEqual(witness.new_leaf)
      expect(poseidon2Hash([...witness.new_key.map(kcOf), ...leaves])).toBe(witness.new_root)
    }
  })

  it('have the commitments that the key changes say', () => {
    for (const { witness } of all) {
      const commitments = [...witness.old_kc, 0n]
      witness.change_slot.forEach((slot, index) => {
        commitments[Number(slot)] = witness.change_kc[index] as bigint
      })
      expect(witness.new_key.map((key) => (key === 0n ? 0n : poseidon2Hash([2001n, key])))).toEqual(
        commitments.slice(0, 32),
      )
    }
  })

  it('are zero in a round of nothing', () => {
    const { witness } = witnessOf(composeRound({ balances: [] }))
    expect(witness).toMatchObject({
      deficit: 0n,
      max_premium: 0n,
      allow_partial: false,
      disclose: false,
      order_high: 0n,
      adj_is_payment: Array(8).fill(false),
      adj_is_withdrawal: Array(8).fill(false),
      key: Array(32).fill(0n),
      new_key: Array(32).fill(0n),
      size: Array(32).fill(0n),
    })
  })
})
