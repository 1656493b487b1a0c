import type { Witness } from '../../../../offchain/protocol/pool/circuitInputs.ts'
import { encodeOrder } from '../../../../offchain/protocol/pool/order.ts'
import type { Order, Round } from '../../../../offchain/protocol/pool/types.ts'
import { buildRound, keyOf } from '../buildRound.ts'
import { BTC, holdings, market, order, quotes, REQUESTER } from '../market.ts'
import { deriveLie, sealRemainder } from './deriveLie.ts'
import type { Negative } from './negative.ts'

const REMAINDER = 'S7: the remainder is another one'
const STATUS = 'S8: the status is another one'

const secret = market({ deficit: 51n * BTC, allowPartial: true })
const open = market({ deficit: 51n * BTC, allowPartial: true, disclose: true })
const complete = market({ disclose: true })
const idle = buildRound({ holdings })
const rotated = market(
  { deficit: 51n * BTC, allowPartial: true },
  { keyChanges: [{ slot: REQUESTER, key: keyOf(REQUESTER, 1) }] },
)
const nonsense = (plaintext: bigint): Round =>
  buildRound({ holdings, quotes, request: { slot: REQUESTER, says: plaintext } })
/** An order whose lower bits ask for 30 BTC and for a public outcome. */
const TOO_LARGE = 2n ** 82n + encodeOrder(order({ disclose: true }))
const poor = market({ deficit: 10n * BTC, disclose: true }, { holdings: { ...holdings, [REQUESTER]: {} } })

/** The requester has nothing, gets nothing, and gives up its key. */
const leaving = market(
  { deficit: 10n * BTC },
  { holdings: { ...holdings, [REQUESTER]: {} }, keyChanges: [{ slot: REQUESTER, key: 0n }] },
)

/** What is left of `secret`'s order: 1 BTC. */
const remaining = (knobs: Partial<Order> = {}): bigint =>
  encodeOrder(order({ deficit: BTC, allowPartial: true, ...knobs }))

const saying = (round: Round, plaintext: bigint, key = keyOf(REQUESTER), nonce?: bigint): Witness => {
  const witness = deriveLie(round)
  return { ...witness, remainder_ct: sealRemainder(key, nonce ?? witness.new_nonce, plaintext) }
}

const remainders: Negative[] = (
  [
    ['a remainder of one unit less', () => saying(secret, remaining({ deficit: BTC - 1n }))],
    ['a remainder of one unit more', () => saying(secret, remaining({ deficit: BTC + 1n }))],
    ['a remainder of the whole order', () => saying(secret, remaining({ deficit: 51n * BTC }))],
    ['a remainder of nothing', () => saying(secret, 0n)],
    ['a remainder with another premium', () => saying(secret, remaining({ maxPremiumBps: 201n }))],
    ['a remainder that takes no part', () => saying(secret, remaining({ allowPartial: false }))],
    ['a remainder with a public outcome', () => saying(secret, remaining({ disclose: true }))],
    ['a remainder that is no order', () => saying(secret, remaining() + 2n ** 82n)],
    ['a remainder under another key', () => saying(secret, remaining(), keyOf(5))],
    ['a remainder under no key', () => saying(secret, remaining(), 0n)],
    ['a remainder under the old key', () => saying(rotated, remaining(), keyOf(REQUESTER))],
    [
      'a remainder under the order’s nonce',
      () => saying(secret, remaining(), keyOf(REQUESTER), deriveLie(secret).order_nonce),
    ],
    [
      'a remainder under the old nonce',
      () => saying(secret, remaining(), keyOf(REQUESTER), deriveLie(secret).old_nonce),
    ],
    ['no remainder of a request', () => ({ ...deriveLie(secret), remainder_ct: 0n })],
    ['the order itself for its remainder', () => ({ ...deriveLie(secret), remainder_ct: deriveLie(secret).order_ct })],
    ['a remainder without a request', () => ({ ...deriveLie(idle), remainder_ct: 1n })],
    ['a remainder of zero without a request', () => saying(idle, 0n, 0n)],
    [
      'a remainder of a requester who leaves, under no key',
      () => saying(leaving, encodeOrder(order({ deficit: 10n * BTC })), 0n),
    ],
    ['a remainder of an order that is none', () => saying(nonsense(TOO_LARGE), encodeOrder(order({ disclose: true })))],
    [
      'a complete remainder of an order that could not be paid',
      () => saying(poor, encodeOrder(order({ deficit: 0n, disclose: true }))),
    ],
  ] as const
).map(([name, witness]) => ({ name, breaks: 'S7', meets: REMAINDER, witness }))

const statuses: Negative[] = (
  [
    ['complete, though something is left', open, 1n],
    ['incomplete, though nothing is left', complete, 2n],
    ['hidden against the order', complete, 0n],
    ['incomplete and hidden against the order', open, 0n],
    ['disclosed against the order', secret, 2n],
    ['complete, against the order', market(), 1n],
    ['a status that there is not', open, 3n],
    ['complete, though it could not be paid', poor, 1n],
    ['disclosed for an order that is none', nonsense(TOO_LARGE), 1n],
    ['complete, without a request', idle, 1n],
    ['incomplete, without a request', idle, 2n],
  ] as const
).map(([name, round, status]) => ({
  name: `status: ${name}`,
  breaks: 'S8',
  meets: STATUS,
  witness: () => ({ ...deriveLie(round), status }),
}))

const beyond: Negative = {
  name: 'a requester that does not exist',
  breaks: 'S3',
  meets: 'Index out of bounds',
  witness: () => ({ ...deriveLie(idle), requester: 32n }),
}

export const outcomeNegatives: readonly Negative[] = [...remainders, ...statuses, beyond]
