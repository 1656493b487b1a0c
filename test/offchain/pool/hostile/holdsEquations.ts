import type { Witness } from '../../../../offchain/protocol/pool/circuitInputs.ts'
import { LEAF_DOMAIN, SLOTS } from '../../../../offchain/protocol/pool/constants.ts'
import { openOrder } from '../../../../offchain/protocol/pool/order.ts'
import { addPad } from '../../../../offchain/protocol/pool/pad.ts'
import { openQuote } from '../../../../offchain/protocol/pool/quote.ts'
import { stateRoot } from '../../../../offchain/protocol/pool/stateRoot.ts'
import { SCALAR_FIELD } from '../../../../offchain/protocol/scalarField.ts'

type Part = bigint | boolean | undefined

/** Parts of a word, each at its bit, in the field: what a circuit without ranges would compare. */
const packed = (...parts: [Part, bigint][]): bigint => {
  const sum = parts.reduce((all, [part, bit]) => all + BigInt(part as bigint) * (1n << bit), 0n)
  return ((sum % SCALAR_FIELD) + SCALAR_FIELD) % SCALAR_FIELD
}

/** Whether queue, order, book and old root are what the private inputs add up to, were it not for ranges: A1, C1, C2, S1. */
export const holdsEquations = (witness: Witness): boolean => {
  const { has_request, key, old_kc, old_nonce } = witness
  const leaves = Array.from({ length: SLOTS }, (_, slot) => {
    const plaintext = packed([witness.old_collateral[slot], 0n], [witness.old_payment[slot], 64n])
    if (old_kc[slot] === 0n) return plaintext
    return addPad(plaintext, { domain: LEAF_DOMAIN, key: key[slot] as bigint, nonce: old_nonce })
  })
  const adjustments = witness.adjustment.map((_, index) =>
    packed(
      [witness.adj_amount[index], 0n],
      [witness.adj_slot[index], 64n],
      [witness.adj_is_payment[index], 72n],
      [witness.adj_is_withdrawal[index], 73n],
    ),
  )
  const order = packed(
    [witness.deficit, 0n],
    [witness.max_premium, 64n],
    [witness.allow_partial, 80n],
    [witness.disclose, 81n],
    [witness.order_high, 82n],
  )
  const sealed = { ciphertext: witness.order_ct, nonce: witness.order_nonce }
  const ordered = has_request ? openOrder(key[Number(witness.requester) % 256] as bigint, sealed) : 0n
  const isBook = witness.quote_ct.every((ciphertext, slot) => {
    const nonce = witness.quote_nonce[slot] as bigint
    const quoted = ciphertext === 0n ? 0n : openQuote(key[slot] as bigint, { ciphertext, nonce })
    const parts = packed([witness.size[slot], 0n], [witness.premium[slot], 64n], [witness.quote_high[slot], 80n])
    return parts === quoted
  })
  return (
    stateRoot(old_kc, leaves) === witness.old_root &&
    adjustments.every((word, index) => word === witness.adjustment[index]) &&
    order === ordered &&
    isBook
  )
}
