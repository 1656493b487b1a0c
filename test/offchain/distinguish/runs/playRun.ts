import type { Hex } from 'viem'
import { encodeCommitQuote } from '../../../../offchain/chain/darkpool/commitQuote.ts'
import { encodeRequestCollateral } from '../../../../offchain/chain/darkpool/requestCollateral.ts'
import { readHead } from '../../../../offchain/chain/readHead.ts'
import type { PoolMember } from '../../../../offchain/local/pool/poolMember.ts'
import { sealOrder, sealQuote } from '../../../../offchain/local/pool/sealMessage.ts'
import { LOCAL_SETTINGS } from '../../../../offchain/local/stack/localSettings.ts'
import type { Order, Trade } from '../../../../offchain/protocol/pool/types.ts'
import { nextEpochOf, type RunDraw } from './drawRun.ts'
import type { PublicRun } from './publicRun.ts'
import { readTransactions } from './readTransactions.ts'
import type { RequestStack, StackCall } from './startRequestStack.ts'

/** How a run went, as only the enclave and the owners know it. */
export type Truth = { isReal: boolean; isProven: boolean; trades: readonly Trade[]; remainder: bigint }

/** One run, as the public sees it under each behaviour that may follow it, and as it was. */
export type PlayedRun = {
  truth: Truth
  /** The next request on schedule, with the same public parameters. */
  path: PublicRun
  /** Also a small, direct heal of what remained, sometimes, and makers who move what they traded. */
  withFlows: PublicRun
  /** Planted: the next request's premium cap is raised if anything remained. */
  withRaisedCap: PublicRun
}

/** Public caps of a request's last round, in basis points: always the first; the second is the planted mistake. */
export const PREMIUM_CAP_BPS = 300n
export const RAISED_CAP_BPS = 400n

/** Encrypted under the epoch's counter, as an order or quote of that epoch. */
const atEpoch = (member: PoolMember, epoch: bigint): PoolMember => ({ ...member, sent: epoch - 1n })

const requestCall = (
  { reserve, pool, terms }: RequestStack,
  { order, epoch, premiumBps }: { order: Order; epoch: bigint; premiumBps: bigint },
): StackCall => ({
  from: reserve.account.address,
  to: pool,
  data: encodeRequestCollateral({
    order: sealOrder(atEpoch(reserve, epoch), pool, order),
    premiumBps,
    timeoutSeconds: BigInt(terms.roundsPerRequest * terms.settlementWindow),
  }),
  value: LOCAL_SETTINGS.darkPool.requestStake,
})

/** What happens after a run: transactions, in order. */
export type Behaviour = (stack: RequestStack, draw: RunDraw, truth: Truth) => StackCall[]

const nextRequest: Behaviour = (stack, draw) => [
  requestCall(stack, { order: draw.nextOrder, epoch: nextEpochOf(draw), premiumBps: PREMIUM_CAP_BPS }),
]

const nextRequestWithRaisedCap: Behaviour = (stack, draw, { remainder }) => [
  requestCall(stack, {
    order: draw.nextOrder,
    epoch: nextEpochOf(draw),
    premiumBps: remainder === 0n ? PREMIUM_CAP_BPS : RAISED_CAP_BPS,
  }),
]

export type PlayRunOptions = {
  isProven: boolean
  flows: Behaviour
  /** Leaves what was played on the chain, without what may follow. */
  isKept?: boolean
}

/**
 * Plays one request through all of its rounds on the real contracts, and reads what the public saw of it from the chain. What
 * may follow is played once each, from the same block; the chain is as it was afterwards, unless it is to be kept.
 */
export const playRun = async (
  stack: RequestStack,
  draw: RunDraw,
  { isProven, flows, isKept = false }: PlayRunOptions,
): Promise<PlayedRun> => {
  const { chain, client, tools, pool, terms, makers, send, waitUntil } = stack
  const before = await tools.snapshot()
  const first = (await readHead(client)).number + 1n

  for (const [index, quote] of draw.quotes.entries()) {
    const maker = makers[index] as PoolMember
    if (!quote) continue
    const data = encodeCommitQuote(sealQuote(atEpoch(maker, draw.epoch), pool, quote))
    await send({ from: maker.account.address, to: pool, data })
  }
  await send(requestCall(stack, { order: draw.order, epoch: draw.epoch, premiumBps: PREMIUM_CAP_BPS }))
  const openedAt = (await readHead(client)).timestamp

  const settledAfterMs: number[] = []
  const trades: Trade[] = []
  let remainder = 0n
  for (let round = 1; round <= terms.roundsPerRequest; round++) {
    await waitUntil(openedAt + round * terms.settlementWindow)
    await stack.close()
    const closedAt = performance.now()
    // A price of the close's own second would not count.
    await waitUntil((await readHead(client)).timestamp + 1)
    await stack.pushPrice()
    const { secret } = await stack.settle(isProven)
    settledAfterMs.push(performance.now() - closedAt)
    trades.push(...secret.settled.trades)
    remainder = secret.settled.remainder?.deficit ?? 0n
  }
  const truth = { isReal: draw.isReal, isProven, trades, remainder }
  const settled = (await readHead(client)).number
  const common = await readTransactions(chain.rpcUrl, first, settled)

  const follow = async (behaviour: Behaviour): Promise<PublicRun> => {
    const fork: Hex = await tools.snapshot()
    for (const call of behaviour(stack, draw, truth)) await send(call)
    const after = await readTransactions(chain.rpcUrl, settled + 1n, (await readHead(client)).number)
    await tools.revert({ id: fork })
    return { transactions: [...common, ...after], settledAfterMs }
  }
  const path = await follow(nextRequest)
  const withFlows = await follow((...all) => [...flows(...all), ...nextRequest(...all)])
  const withRaisedCap = remainder === 0n ? path : await follow(nextRequestWithRaisedCap)
  if (!isKept) await tools.revert({ id: before })
  return { truth, path, withFlows, withRaisedCap }
}
