import type { Address, PublicClient } from 'viem'
import { KitError } from '../../errors.ts'
import { iAggregatorV3Abi, poolPricesAbi } from '../generated.ts'
import type { BlockHeader } from '../readHead.ts'

/** Ids of the rounds that price a settlement, as `PriceRounds` in src/types/Settlement.sol. */
export type PriceRounds = { btcUsd: bigint; wbtcBtc: bigint; usdcUsd: bigint }

export type FindPriceRoundsParameters = {
  /** A PoolPrices. */
  prices: Address
  /** When the round of the pool was closed, in Unix seconds. */
  closedAt: bigint
  /** Read by its hash: a node on which it is orphaned answers with an error instead of another history. */
  block: BlockHeader
}

type Round = { id: bigint; updatedAt: bigint }

/** Low bits of a round's id: its number in the phase of the feed's proxy, from one. */
const NUMBER_BITS = 64

const isRound = ({ id }: Round): boolean => BigInt.asUintN(NUMBER_BITS, id) !== 0n

/** Reads the rounds of one feed as of one block. */
const openFeed = async (
  client: PublicClient,
  { prices, block, feed }: Omit<FindPriceRoundsParameters, 'closedAt'> & { feed: keyof PriceRounds },
) => {
  const at = { blockHash: block.hash, requireCanonical: true } as const
  const address = await client.readContract({ ...at, address: prices, abi: poolPricesAbi, functionName: `${feed}Feed` })
  const on = { ...at, address, abi: iAggregatorV3Abi } as const
  return {
    async readLatest(): Promise<Round> {
      const [id, , , updatedAt] = await client.readContract({ ...on, functionName: 'latestRoundData' })
      return { id, updatedAt }
    },
    async read(id: bigint): Promise<Round> {
      const [, , , updatedAt] = await client.readContract({ ...on, functionName: 'getRoundData', args: [id] })
      return { id, updatedAt }
    },
  }
}

type Feed = Awaited<ReturnType<typeof openFeed>>

/** The last round of the feed's phase that is not later than `until`; of number zero where there is none. */
const findLast = async (feed: Feed, latest: Round, until: bigint): Promise<Round> => {
  if (latest.updatedAt <= until) return latest
  let low: Round = { id: latest.id - BigInt.asUintN(NUMBER_BITS, latest.id), updatedAt: 0n }
  let high = latest.id
  while (high - low.id > 1n) {
    const middle = await feed.read((low.id + high) / 2n)
    if (middle.updatedAt <= until) low = middle
    else high = middle.id
  }
  return low
}

/** The id of the peg's round in force at `at`. */
const findInForce = async (feed: Feed, name: string, at: bigint): Promise<bigint> => {
  const round = await findLast(feed, await feed.readLatest(), at)
  if (!isRound(round))
    throw new KitError(`${name} has no round of its present aggregator from before ${at}: this close cannot be priced`)
  return round.id
}

/**
 * Finds the rounds that `PoolPrices.priceAfter` demands for a close; undefined while BTC/USD has none after it.
 *
 * Whether their answers are fresh and within bounds, the contract decides. A {@link KitError} where no rounds will ever
 * do, because a feed has changed its aggregator since.
 */
export const findPriceRounds = async (
  client: PublicClient,
  { prices, closedAt, block }: FindPriceRoundsParameters,
): Promise<PriceRounds | undefined> => {
  const open = (feed: keyof PriceRounds) => openFeed(client, { prices, block, feed })
  const [btcUsd, wbtcBtc, usdcUsd] = await Promise.all([open('btcUsd'), open('wbtcBtc'), open('usdcUsd')])
  const latest = await btcUsd.readLatest()
  const before = await findLast(btcUsd, latest, closedAt)
  if (!isRound(before))
    throw new KitError(`BTC/USD has no round of its present aggregator at or before ${closedAt}: it cannot be priced`)
  if (before.id === latest.id) return undefined

  const priced = await btcUsd.read(before.id + 1n)
  const [wbtcBtcId, usdcUsdId] = await Promise.all([
    findInForce(wbtcBtc, 'WBTC/BTC', priced.updatedAt),
    findInForce(usdcUsd, 'USDC/USD', priced.updatedAt),
  ])
  return { btcUsd: priced.id, wbtcBtc: wbtcBtcId, usdcUsd: usdcUsdId }
}
