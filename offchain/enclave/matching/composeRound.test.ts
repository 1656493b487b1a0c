import { type Hex, numberToHex, zeroHash } from 'viem'
import { describe, expect, it } from 'vitest'
import type { RoundRecord } from '../../chain/darkpool/readRound.ts'
import { FINE, SLOTS } from '../../protocol/pool/constants.ts'
import { hashLeaves } from '../../protocol/pool/hashLeaves.ts'
import { hashOrder } from '../../protocol/pool/hashOrder.ts'
import { keyCommitment } from '../../protocol/pool/keyCommitment.ts'
import { makeMessageNonce } from '../../protocol/pool/messageNonce.ts'
import { encodeOrder, encryptOrder } from '../../protocol/pool/order.ts'
import { publicInputs } from '../../protocol/pool/publicInputs.ts'
import { encodeQuote, encryptQuote } from '../../protocol/pool/quote.ts'
import { settleRound } from '../../protocol/pool/settleRound.ts'
import { type ComposeRoundParameters, composeRound, StaleLogsError } from './composeRound.ts'
import { settleClosedRound } from './settleClosedRound.ts'

const POOL = `0x${'aa'.repeat(20)}` as const
const OWNER = `0x${'11'.repeat(20)}` as const
const PLACE = { chainId: 31337n, pool: POOL, context: numberToHex(0x5cn, { size: 32 }) }
const MAKER = { slot: 0, key: 0x1234_5678_9abcn }
const REQUESTER = { slot: 1, key: 0xfedc_ba98_7654n }
const BTC = 10n ** 8n
const PRICE = { price: 10_000_000_000_000n, rounds: { btcUsd: 1n, wbtcBtc: 1n, usdcUsd: 1n } }
/** 300,000 dollars for each of the units that a bitcoin has. */
const MONEY = 50_000_000_000_000n

const committed = (key: bigint): Hex => numberToHex(keyCommitment(key), { size: 32 })
const keyOf = (commitment: Hex) => [MAKER, REQUESTER].find(({ key }) => committed(key) === commitment)?.key
const slotOf = ({ slot, key }: typeof MAKER, isActive: boolean) => ({
  ...{ slot, owner: OWNER, isReleasing: false },
  activeKey: isActive ? committed(key) : undefined,
  pendingKey: isActive ? undefined : committed(key),
})
const EMPTY: RoundRecord = {
  block: { number: 9n, hash: zeroHash, timestamp: 1 },
  ...{ number: 1n, isClosed: true, closedAt: 1_000, capBps: 0n, context: PLACE.context },
  state: {
    root: 0x26280d67fa0e4357b21b9e721fce5b9a4da525aef23604abc368ab31021558b4n,
    nonce: 0n,
    leavesHash: hashLeaves(Array.from({ length: SLOTS }, () => 0n)),
  },
  slots: [slotOf(MAKER, false), slotOf(REQUESTER, false)],
  ...{ entries: [], later: [], book: [], request: undefined, requester: undefined, keyed: [0, 1] },
}
const NO_LOGS: ComposeRoundParameters['logs'] = { leaves: undefined, order: undefined }

const compose = (round: RoundRecord, logs = NO_LOGS, change: Partial<ComposeRoundParameters> = {}) =>
  composeRound({ round, logs, minimumQuote: 1_000n, price: undefined, keyOf, ...change })

/** What the chain shows once a round is settled: nothing but public data goes from one round to the next. */
const publish = (round: ReturnType<typeof compose>): Pick<RoundRecord, 'state'> & { leaves: bigint[] } => {
  const { new_leaf: leaves, new_root: root, new_nonce: nonce } = publicInputs(round, settleRound(round), PLACE)
  return { leaves, state: { root, nonce, leavesHash: hashLeaves(leaves) } }
}

/** Both have keys and money. */
const fundedPool = () => {
  const keyed = publish(compose(EMPTY))
  const slots = [slotOf(MAKER, true), slotOf(REQUESTER, true)]
  const entries = [
    { index: 0n, slot: 0, asset: 'collateral', isWithdrawal: false, amount: 40n * BTC },
    { index: 1n, slot: 1, asset: 'payment', isWithdrawal: false, amount: MONEY },
  ] as const
  const deposits: RoundRecord = { ...EMPTY, number: 2n, state: keyed.state, slots, entries, keyed: [] }
  const funded = publish(compose(deposits, { leaves: keyed.leaves, order: undefined }))
  return { round: { ...deposits, number: 3n, state: funded.state, entries: [] }, leaves: funded.leaves }
}

const sealedOrder = (deficit: bigint) => {
  const order = { deficit, maxPremiumBps: 200n, allowPartial: true, disclose: false }
  const nonce = makeMessageNonce({ ...REQUESTER, ...PLACE, counter: 1n, plaintext: encodeOrder(order) })
  return encryptOrder(REQUESTER.key, nonce, order)
}
const sealedQuote = (size: bigint) => {
  const quote = { size, premiumBps: 50n }
  const nonce = makeMessageNonce({ ...MAKER, ...PLACE, counter: 1n, plaintext: encodeQuote(quote) })
  return { slot: 0, arrival: 1n, ...encryptQuote(MAKER.key, nonce, quote) }
}

const requested = (deficit = 10n * BTC) => {
  const { round, leaves } = fundedPool()
  const order = sealedOrder(deficit)
  const request = { id: 1n, slot: 1, orderHash: hashOrder(order) }
  const asked: RoundRecord = { ...round, capBps: 100n, request, requester: 1, book: [sealedQuote(25n * BTC)] }
  return { round: asked, logs: { leaves, order } }
}

describe('composeRound', () => {
  it('takes keys in on the empty table, and money in once they are there', () => {
    expect(compose(EMPTY).keyChanges).toEqual([
      { slot: 0, key: MAKER.key },
      { slot: 1, key: REQUESTER.key },
    ])
    const { round, leaves } = fundedPool()
    const { state } = compose(round, { leaves, order: undefined })
    expect(state[0]?.balance).toEqual({ collateral: 40n * BTC, payment: 0n })
    expect(state[1]?.balance).toEqual({ collateral: 0n, payment: MONEY * FINE })
  })

  it('matches a request with the book, at the price that came', () => {
    const { round, logs } = requested()
    const { trades, state } = settleRound(compose(round, logs, { price: PRICE }))
    expect(trades).toMatchObject([{ slot: 0, amount: 10n * BTC }])
    expect(state[1]?.balance.collateral).toBe(10n * BTC)
  })

  it('knows logs of another state, and says that reading them anew may help', () => {
    const { round, leaves } = fundedPool()
    const other = leaves.with(5, 1n)
    for (const logs of [{ leaves: other, order: undefined }, NO_LOGS]) {
      expect(() => compose(round, logs)).toThrow(StaleLogsError)
    }
    expect(() => compose(EMPTY, { leaves, order: undefined })).toThrow(StaleLogsError)
    const asked = requested()
    const another = { ...asked.logs, order: sealedOrder(11n * BTC) }
    expect(() => compose(asked.round, another, { price: PRICE })).toThrow(StaleLogsError)
    expect(() => compose(asked.round, { ...asked.logs, order: undefined }, { price: PRICE })).toThrow(/has none/)
  })

  it('refuses leaves that are not those of the root, even with the right hash', () => {
    const { round, leaves } = fundedPool()
    const other = leaves.with(5, 1n)
    const state = { ...round.state, leavesHash: hashLeaves(other) }
    expect(() => compose({ ...round, state }, { leaves: other, order: undefined })).toThrow(/these leaves have root/)
  })

  it('waits for keys of slots with a balance, and for a price', () => {
    const { round, logs } = requested()
    const withoutMaker = (commitment: Hex) => (commitment === committed(MAKER.key) ? undefined : keyOf(commitment))
    expect(() => compose(round, logs, { price: PRICE, keyOf: withoutMaker })).toThrow(/the key of slot 0 is not opened/)
    expect(() => compose(round, logs)).toThrow(/round with request 1 has no price yet/)
  })

  it('leaves pending keys out that it is told to, or cannot open', () => {
    expect(compose(EMPTY, NO_LOGS, { leaveOut: new Set([0]) }).keyChanges).toEqual([{ slot: 1, key: REQUESTER.key }])
    expect(compose(EMPTY, NO_LOGS, { keyOf: () => undefined }).keyChanges).toEqual([])
  })
})

describe('settleClosedRound', () => {
  const settle = (round: RoundRecord, logs: ComposeRoundParameters['logs'], proven: bigint[][] = []) =>
    settleClosedRound({
      ...{ round, logs, keyOf, minimumQuote: 1_000n, price: PRICE, chainId: 31337, pool: POOL },
      attestationVerifier: `0x${'bb'.repeat(20)}`,
      deadline: 2_000,
      prove: async (_witness, inputs) => {
        proven.push([...inputs])
        return { proof: '0x1234' }
      },
      keys: { signer: OWNER, sign: () => `0x${'00'.repeat(65)}` },
    })

  it('says the same statement for the same round, and another one where a key is left out', async () => {
    const proven: bigint[][] = []
    await settle(EMPTY, NO_LOGS, proven)
    await settle(EMPTY, NO_LOGS, proven)
    const slots = EMPTY.slots.slice(1)
    await settle({ ...EMPTY, slots }, NO_LOGS, proven)
    expect(proven[0]).toEqual(proven[1])
    expect(proven[2]).not.toEqual(proven[0])
  })

  it('shows nothing of what it knows in the call', async () => {
    const { round, logs } = requested(777_654_321n)
    const { calldata, requestId, secret } = await settle(round, logs)
    expect(requestId).toBe(1n)
    expect(secret.settled.trades[0]?.amount).toBe(777_654_321n)
    for (const known of [777_654_321n, secret.settled.trades[0]?.owed ?? 0n, MAKER.key, REQUESTER.key]) {
      expect(calldata).not.toContain(known.toString(16))
    }
  })

  it('settles no round that is over', async () => {
    await expect(settle({ ...EMPTY, isClosed: false }, NO_LOGS)).rejects.toThrow('no round is closed: round 1 is over')
  })
})
