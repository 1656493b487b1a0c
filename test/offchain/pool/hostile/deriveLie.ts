import { poseidon2Hash } from '@zkpassport/poseidon2'
import type { PublicInputs, Witness } from '../../../../offchain/protocol/pool/circuitInputs.ts'
import { LEAF_DOMAIN, ORDER_DOMAIN, SLOTS } from '../../../../offchain/protocol/pool/constants.ts'
import { makeWitness } from '../../../../offchain/protocol/pool/makeWitness.ts'
import { encodeOrder } from '../../../../offchain/protocol/pool/order.ts'
import { publicInputs } from '../../../../offchain/protocol/pool/publicInputs.ts'
import { settleRound } from '../../../../offchain/protocol/pool/settleRound.ts'
import { stateRoot } from '../../../../offchain/protocol/pool/stateRoot.ts'
import type { Balance, Order, Round, Settled, SlotState } from '../../../../offchain/protocol/pool/types.ts'
import { SCALAR_FIELD } from '../../../../offchain/protocol/scalarField.ts'
import { PLACE } from '../buildRound.ts'
import { type Lie, settleFalsely } from './settleFalsely.ts'

const reduce = (value: bigint): bigint => ((value % SCALAR_FIELD) + SCALAR_FIELD) % SCALAR_FIELD

/** A list with one element replaced. */
export const at = <T>(values: readonly T[], index: number, value: T): T[] =>
  values.map((old, i) => (i === index ? value : old))

/** A leaf of any balance at all: below zero and too large are taken modulo the field's order. */
const leafOf = (key: bigint, { collateral, payment }: Balance, nonce: bigint): bigint =>
  key === 0n ? 0n : reduce(collateral + (payment << 64n) + poseidon2Hash([LEAF_DOMAIN, key, nonce]))

/** What an order or a remainder looks like under a key and a nonce, whatever it says. */
export const sealRemainder = (key: bigint, nonce: bigint, plaintext: bigint): bigint =>
  reduce(plaintext + poseidon2Hash([ORDER_DOMAIN, key, nonce]))

/** The commitments that the public key changes lead to. */
export const commitmentsAfter = ({ old_kc, change_slot, change_kc }: Witness): bigint[] => {
  const commitments = [...old_kc]
  change_slot.forEach((slot, index) => {
    if (slot < SLOTS) commitments[Number(slot)] = change_kc[index] as bigint
  })
  return commitments
}

/** The new root that follows from the key changes and the new leaves. */
export const withRoot = (witness: Witness, commitments = commitmentsAfter(witness)): Witness => ({
  ...witness,
  new_root: stateRoot(commitments, witness.new_leaf),
})

/** One slot's leaf of another balance, and the root. */
export const withLeaf = (witness: Witness, slot: number, balance: Balance, key = witness.new_key[slot]): Witness =>
  withRoot({ ...witness, new_leaf: at(witness.new_leaf, slot, leafOf(key as bigint, balance, witness.new_nonce)) })

/** One slot's new key, and the leaf and the root that follow. */
export const withNewKey = (witness: Witness, slot: number, key: bigint, balance: Balance): Witness =>
  withLeaf({ ...witness, new_key: at(witness.new_key, slot, key) }, slot, balance)

/** An order of any deficit at all. */
const packOrder = (order: Order): bigint => order.deficit + encodeOrder({ ...order, deficit: 0n })

const outputsOf = ({ settled, known }: { settled: Settled; known: PublicInputs }) => {
  const { state, remainder } = settled
  const key = state[Number(known.requester)]?.key as bigint
  return {
    remainder_ct:
      known.has_request && key !== 0n ? sealRemainder(key, known.new_nonce, remainder ? packOrder(remainder) : 0n) : 0n,
    accepted_mask: Array.from({ length: 8 }, (_, index) => settled.accepted[index] ?? true).reduce(
      (mask, bit, index) => mask | (bit ? 1n << BigInt(index) : 0n),
      0n,
    ),
    status: BigInt(settled.disclosed),
    new_leaf: state.map((slot) => leafOf(slot.key, slot.balance, known.new_nonce)),
  }
}

/**
 * The inputs of a prover who lies in one step about a round. With a story the private inputs, and the outcome, are those
 * of another round, while the chain knows the one that happened.
 */
export const deriveLie = (round: Round, lie: Lie = {}, story: Round = round): Witness => {
  const known = publicInputs(round, settleRound(round), PLACE)
  const settled = settleFalsely(story, lie)
  return withRoot(makeWitness(story, settled, { ...known, ...outputsOf({ settled, known }) }))
}

/** The round as it would be if one slot had been otherwise before it. */
export const withSlot = (round: Round, slot: number, changed: Partial<SlotState>): Round => ({
  ...round,
  state: at(round.state, slot, { ...(round.state[slot] as SlotState), ...changed }),
})
