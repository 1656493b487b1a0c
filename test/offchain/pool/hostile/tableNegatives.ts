import { FINE, LEAF_DOMAIN } from '../../../../offchain/protocol/pool/constants.ts'
import { keyCommitment } from '../../../../offchain/protocol/pool/keyCommitment.ts'
import { addPad } from '../../../../offchain/protocol/pool/pad.ts'
import type { Balance, Round } from '../../../../offchain/protocol/pool/types.ts'
import { buildRound, keyOf } from '../buildRound.ts'
import { BTC, holdings, market, order, quotes, REQUESTER } from '../market.ts'
import { at, commitmentsAfter, deriveLie, withNewKey, withRoot, withSlot } from './deriveLie.ts'
import type { Negative } from './negative.ts'

const NOTHING: Balance = { collateral: 0n, payment: 0n }
const TEN: Balance = { collateral: 10n * BTC, payment: 0n }
const STOLEN = 0xbad_0000_0000_0000_0000n

const idle = buildRound({ holdings })
const traded = market()
const rotated = buildRound({
  holdings,
  quotes,
  request: { slot: REQUESTER, says: order() },
  keyChanges: [REQUESTER, 5].map((slot) => ({ slot, key: keyOf(slot, 1) })),
})
const joined = buildRound({ holdings, keyChanges: [{ slot: 0, key: keyOf(0) }] })
const released = buildRound({ holdings: { ...holdings, 0: {} }, keyChanges: [{ slot: 0, key: 0n }] })

/** The release of a slot that the contract would let go; what it has is lost. */
const releaseOf = (round: Round, slot: number) => {
  const witness = deriveLie(round)
  return withRoot({
    ...witness,
    change_slot: at(witness.change_slot, 0, BigInt(slot)),
    change_kc: at(witness.change_kc, 0, 0n),
    new_key: at(witness.new_key, slot, 0n),
    new_leaf: at(witness.new_leaf, slot, 0n),
    remainder_ct: slot === REQUESTER ? 0n : witness.remainder_ct,
  })
}

const changing = (index: number, slot: bigint, commitment: bigint) => {
  const witness = deriveLie(idle)
  return {
    ...witness,
    change_slot: at(witness.change_slot, index, slot),
    change_kc: at(witness.change_kc, index, commitment),
  }
}

const NO_KEY = 'T1: a slot without commitment has a key'
const OTHER_KEY = 'T1: the key is not the committed one'
const NO_OWNER = 'T2: a slot without key has a balance'
const OLD_ROOT = 'S1: the old root is another one'

/** Keys and commitments. */
const keys: Negative[] = [
  {
    name: 'a key of a slot that has none',
    breaks: 'T1',
    meets: NO_KEY,
    witness: () => ({ ...deriveLie(traded), key: at(deriveLie(traded).key, 0, STOLEN) }),
  },
  {
    name: 'a later key of a slot that has none',
    breaks: 'T1',
    meets: NO_KEY,
    witness: () => ({ ...deriveLie(traded), new_key: at(deriveLie(traded).new_key, 0, STOLEN) }),
  },
  {
    name: 'an order of a slot without key, opened with a key of the prover',
    breaks: 'T1',
    meets: NO_KEY,
    witness: () => {
      const knobs = { holdings: { ...holdings, 0: {} }, quotes }
      const witness = deriveLie(buildRound({ ...knobs, request: { slot: 0, says: order({ disclose: true }) } }))
      return withRoot({
        ...witness,
        old_kc: at(witness.old_kc, 0, 0n),
        old_root: deriveLie(idle).old_root,
        new_key: at(witness.new_key, 0, 0n),
        new_leaf: at(witness.new_leaf, 0, 0n),
        remainder_ct: 0n,
      })
    },
  },
  {
    name: 'another key than the committed one',
    breaks: 'T1',
    meets: OTHER_KEY,
    witness: () => ({ ...deriveLie(traded), key: at(deriveLie(traded).key, 5, STOLEN) }),
  },
  {
    name: 'another key, and its commitment',
    breaks: 'S1',
    meets: OLD_ROOT,
    witness: () => deriveLie(idle, {}, withSlot(idle, 5, { key: STOLEN })),
  },
  {
    name: 'no key where one is committed to',
    breaks: 'T1',
    meets: OTHER_KEY,
    witness: () => ({ ...deriveLie(idle), key: at(deriveLie(idle).key, 5, 0n) }),
  },
  {
    name: 'another later key, the leaf under it',
    breaks: 'T1',
    meets: OTHER_KEY,
    witness: () => withNewKey(deriveLie(idle), 5, STOLEN, TEN),
  },
  {
    name: 'an owner locked out: the leaf under no key',
    breaks: 'T1',
    meets: OTHER_KEY,
    witness: () => {
      const witness = deriveLie(idle)
      const leaf = addPad(10n * BTC, { domain: LEAF_DOMAIN, key: 0n, nonce: witness.new_nonce })
      return withRoot({ ...witness, new_key: at(witness.new_key, 5, 0n), new_leaf: at(witness.new_leaf, 5, leaf) })
    },
  },
  {
    name: 'a slot activated under another key than its commitment’s',
    breaks: 'T1',
    meets: OTHER_KEY,
    witness: () => withNewKey(deriveLie(joined), 0, STOLEN, NOTHING),
  },
  {
    name: 'a rotation that keeps the old key',
    breaks: 'T1',
    meets: OTHER_KEY,
    witness: () => withNewKey(deriveLie(rotated), 5, keyOf(5), TEN),
  },
  {
    name: 'a released slot that keeps its key',
    breaks: 'T1',
    meets: NO_KEY,
    witness: () => ({ ...deriveLie(released), new_key: at(deriveLie(released).new_key, 0, keyOf(0)) }),
  },
  {
    name: 'messages opened with the later key',
    breaks: 'T1',
    meets: OTHER_KEY,
    witness: () => {
      const honest = deriveLie(rotated)
      return { ...honest, key: at(honest.key, 5, keyOf(5, 1)) }
    },
  },
]

/** Balances of slots without key. */
const ownerless: Negative[] = [
  {
    name: 'collateral of a slot without key',
    breaks: 'T2',
    meets: NO_OWNER,
    witness: () => deriveLie(idle, {}, withSlot(idle, 0, { balance: TEN })),
  },
  {
    name: 'payment of a slot without key',
    breaks: 'T2',
    meets: NO_OWNER,
    witness: () => deriveLie(idle, {}, withSlot(idle, 0, { balance: { collateral: 0n, payment: 1n } })),
  },
  {
    name: 'collateral made at a first key',
    breaks: 'T2',
    meets: NO_OWNER,
    witness: () => deriveLie(joined, {}, withSlot(joined, 0, { balance: TEN })),
  },
  {
    name: 'payment made at a first key',
    breaks: 'T2',
    meets: NO_OWNER,
    witness: () => deriveLie(joined, {}, withSlot(joined, 0, { balance: { collateral: 0n, payment: 1n } })),
  },
  {
    name: 'the release of a slot with collateral',
    breaks: 'T2',
    meets: NO_OWNER,
    witness: () => releaseOf(idle, 31),
  },
  {
    name: 'the release of a slot with a whole unit of payment',
    breaks: 'T4',
    meets: NO_OWNER,
    witness: () => releaseOf(withSlot(idle, 9, { balance: { collateral: 0n, payment: FINE } }), 9),
  },
  {
    name: 'the release of a slot with dust, and one unit of collateral',
    breaks: 'T4',
    meets: NO_OWNER,
    witness: () => releaseOf(withSlot(idle, 9, { balance: { collateral: 1n, payment: FINE - 1n } }), 9),
  },
  {
    name: 'dust taken from a slot that keeps its key',
    breaks: 'T4',
    meets: 'S6: a new leaf is another one',
    witness: () => {
      const round = withSlot(idle, 9, { balance: { collateral: 10n * BTC, payment: FINE - 1n } })
      return deriveLie(round, { delivered: (honest) => at(honest, 9, TEN) })
    },
  },
  {
    name: 'the release of a maker that is paid in the round',
    breaks: 'T2',
    meets: NO_OWNER,
    witness: () => releaseOf(market({ deficit: 10n * BTC }), 31),
  },
  {
    name: 'the release of the requester with what it bought',
    breaks: 'T2',
    meets: NO_OWNER,
    witness: () => releaseOf(traded, REQUESTER),
  },
  {
    name: 'the release of a slot that keeps one unit of its withdrawal',
    breaks: 'T2',
    meets: NO_OWNER,
    witness: () =>
      releaseOf(
        buildRound({
          holdings,
          adjustments: [{ slot: 31, asset: 'collateral', kind: 'withdrawal', amount: 10n * BTC - 1n }],
        }),
        31,
      ),
  },
  {
    name: 'a deposit to a slot without key',
    breaks: 'T2',
    meets: NO_OWNER,
    witness: () => {
      const witness = deriveLie(idle)
      return { ...witness, adj_amount: at(witness.adj_amount, 0, 1n), adjustment: at(witness.adjustment, 0, 1n) }
    },
  },
]

/** Which keys change. */
const changes: Negative[] = [
  {
    name: 'a key change of slot 33',
    breaks: 'T3',
    meets: 'Index out of bounds',
    witness: () => changing(0, 33n, 0n),
  },
  {
    name: 'a key change of slot 255',
    breaks: 'T3',
    meets: 'Index out of bounds',
    witness: () => changing(3, 255n, 0n),
  },
  {
    name: 'a key change that nobody asked for',
    breaks: 'T3',
    meets: OTHER_KEY,
    witness: () => {
      const witness = withNewKey(deriveLie(idle), 5, STOLEN, TEN)
      return withRoot(witness, at(commitmentsAfter(witness), 5, keyCommitment(STOLEN)))
    },
  },
  {
    name: 'a key change left out of the table',
    breaks: 'T3',
    meets: OTHER_KEY,
    witness: () => {
      const witness = withNewKey(deriveLie(rotated), 5, keyOf(5), TEN)
      return withRoot(witness, at(commitmentsAfter(witness), 5, keyCommitment(keyOf(5))))
    },
  },
  {
    name: 'a release left out of the table',
    breaks: 'T3',
    meets: NO_KEY,
    witness: () => {
      const witness = withNewKey(deriveLie(released), 0, keyOf(0), NOTHING)
      return withRoot(witness, at(commitmentsAfter(witness), 0, keyCommitment(keyOf(0))))
    },
  },
  {
    name: 'the first of two changes of one slot',
    breaks: 'T3',
    meets: OTHER_KEY,
    witness: () => {
      const first = changing(0, 5n, keyCommitment(keyOf(5, 1)))
      const both = {
        ...first,
        change_slot: at(first.change_slot, 1, 5n),
        change_kc: at(first.change_kc, 1, keyCommitment(keyOf(5, 2))),
      }
      const witness = withNewKey(both, 5, keyOf(5, 1), TEN)
      return withRoot(witness, at(witness.old_kc, 5, keyCommitment(keyOf(5, 1))))
    },
  },
  {
    name: 'the key of an entry that is not used',
    breaks: 'T3',
    meets: OTHER_KEY,
    witness: () => {
      const witness = withNewKey(changing(0, 32n, keyCommitment(STOLEN)), 31, STOLEN, TEN)
      return withRoot(witness, at(witness.old_kc, 31, keyCommitment(STOLEN)))
    },
  },
  {
    name: 'a key change that goes to the next slot',
    breaks: 'T3',
    meets: OTHER_KEY,
    witness: () => {
      const witness = withNewKey(withNewKey(deriveLie(joined), 0, 0n, NOTHING), 1, keyOf(0), NOTHING)
      return withRoot(witness, at(witness.old_kc, 1, keyCommitment(keyOf(0))))
    },
  },
]

export const tableNegatives: readonly Negative[] = [...keys, ...ownerless, ...changes]
