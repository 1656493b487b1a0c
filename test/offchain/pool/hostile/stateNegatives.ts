import { encryptLeaf } from '../../../../offchain/protocol/pool/leaf.ts'
import { stateRoot } from '../../../../offchain/protocol/pool/stateRoot.ts'
import type { Balance, SlotState } from '../../../../offchain/protocol/pool/types.ts'
import { buildRound, keyOf } from '../buildRound.ts'
import { BTC, holdings, market, REQUESTER } from '../market.ts'
import { at, deriveLie, withLeaf, withRoot, withSlot } from './deriveLie.ts'
import type { Negative } from './negative.ts'

const NOTHING: Balance = { collateral: 0n, payment: 0n }
const TEN: Balance = { collateral: 10n * BTC, payment: 0n }

const idle = buildRound({ holdings })
const traded = market()
const rotated = market({}, { keyChanges: [{ slot: 5, key: keyOf(5, 1) }] })
const released = buildRound({ holdings: { ...holdings, 0: {} }, keyChanges: [{ slot: 0, key: 0n }] })

const OLD_ROOT = 'S1: the old root is another one'
const NEW_ROOT = 'S6: the new root is another one'
const LEAF = 'S6: a new leaf is another one'

/** The state before, which the pool keeps. */
const before: Negative[] = [
  {
    name: 'one unit of collateral more than the root stands for',
    breaks: 'S1',
    meets: OLD_ROOT,
    witness: () => deriveLie(idle, {}, withSlot(idle, 31, { balance: { ...TEN, collateral: 10n * BTC + 1n } })),
  },
  {
    name: 'one fine unit of payment more than the root stands for',
    breaks: 'S1',
    meets: OLD_ROOT,
    witness: () => deriveLie(idle, {}, withSlot(idle, 31, { balance: { ...TEN, payment: 1n } })),
  },
  {
    name: 'two balances exchanged',
    breaks: 'S1',
    meets: OLD_ROOT,
    witness: () =>
      deriveLie(
        idle,
        {},
        withSlot(withSlot(idle, 31, { balance: idle.state[REQUESTER]?.balance as Balance }), REQUESTER, {
          balance: TEN,
        }),
      ),
  },
  {
    name: 'two slots exchanged, keys and all',
    breaks: 'S1',
    meets: OLD_ROOT,
    witness: () =>
      deriveLie(
        idle,
        {},
        withSlot(withSlot(idle, 31, idle.state[REQUESTER] as SlotState), REQUESTER, idle.state[31] as SlotState),
      ),
  },
  {
    name: 'an earlier state',
    breaks: 'S1',
    meets: OLD_ROOT,
    witness: () => ({
      ...deriveLie(idle),
      old_root: stateRoot(deriveLie(traded).old_kc, deriveLie(traded).new_leaf),
    }),
  },
  {
    name: 'the state under another nonce',
    breaks: 'S1',
    meets: OLD_ROOT,
    witness: () => ({ ...deriveLie(idle), old_nonce: idle.stateNonce + 1n }),
  },
  {
    name: 'an empty slot without its owner',
    breaks: 'S1',
    meets: OLD_ROOT,
    witness: () => deriveLie(released, {}, withSlot(released, 0, { key: 0n })),
  },
]

/** The state after, which the pool is given. */
const after: Negative[] = [
  {
    name: 'a root of other leaves than the published ones',
    breaks: 'S6',
    meets: NEW_ROOT,
    witness: () => {
      const witness = deriveLie(idle)
      return { ...witness, new_root: stateRoot(witness.old_kc, at(witness.new_leaf, 31, 1n)) }
    },
  },
  {
    name: 'a root of other commitments',
    breaks: 'S6',
    meets: NEW_ROOT,
    witness: () => {
      const witness = deriveLie(rotated)
      return withRoot(witness, witness.old_kc)
    },
  },
  {
    name: 'the old root, where nothing happened',
    breaks: 'S6',
    meets: NEW_ROOT,
    witness: () => ({ ...deriveLie(idle), new_root: deriveLie(idle).old_root }),
  },
  {
    name: 'the leaves under the old nonce, a pad used twice',
    breaks: 'S6',
    meets: LEAF,
    witness: () =>
      withRoot({ ...deriveLie(idle), new_leaf: idle.state.map((slot) => encryptLeaf(slot, idle.stateNonce)) }),
  },
  {
    name: 'one leaf under another nonce',
    breaks: 'S6',
    meets: LEAF,
    witness: () => {
      const witness = deriveLie(idle)
      const other = withLeaf({ ...witness, new_nonce: witness.new_nonce + 1n }, 31, TEN)
      return withRoot({ ...witness, new_leaf: other.new_leaf })
    },
  },
  {
    name: 'a leaf of a slot that nobody has',
    breaks: 'S6',
    meets: LEAF,
    witness: () => withLeaf(deriveLie(idle), 0, NOTHING, keyOf(0)),
  },
  {
    name: 'a slot emptied by its leaf',
    breaks: 'S6',
    meets: LEAF,
    witness: () => withLeaf(deriveLie(idle), 31, NOTHING),
  },
]

export const stateNegatives: readonly Negative[] = [...before, ...after]
