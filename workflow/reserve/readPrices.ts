import { bytesToHex, encodeCallMsg, LATEST_BLOCK_NUMBER, type Runtime } from '@chainlink/cre-sdk'
import { decodeFunctionResult, encodeFunctionData, zeroAddress } from 'viem'
import { type FeedAnswer, isNearPar, type Prices } from '../../offchain/protocol/reservePrice.ts'
import type { Config } from './config.ts'
import { evmClient } from './evmClient.ts'

const AGGREGATOR_V3 = [
  { type: 'function', name: 'decimals', stateMutability: 'view', inputs: [], outputs: [{ type: 'uint8' }] },
  {
    type: 'function',
    name: 'latestRoundData',
    stateMutability: 'view',
    inputs: [],
    outputs: [
      { name: 'roundId', type: 'uint80' },
      { name: 'answer', type: 'int256' },
      { name: 'startedAt', type: 'uint256' },
      { name: 'updatedAt', type: 'uint256' },
      { name: 'answeredInRound', type: 'uint80' },
    ],
  },
] as const

type Feed = Config['feeds']['btcUsd']
type FeedFunction = 'decimals' | 'latestRoundData'

const callFeed = (runtime: Runtime<Config>, { address }: Feed, functionName: FeedFunction) =>
  evmClient(runtime.config.chain).callContract(runtime, {
    call: encodeCallMsg({
      from: zeroAddress,
      to: address,
      data: encodeFunctionData({ abi: AGGREGATOR_V3, functionName }),
    }),
    blockNumber: LATEST_BLOCK_NUMBER,
  })

/** Sends both calls at once; `answer` waits for them and throws unless the answer is positive and fresh. */
const requestFeed = (runtime: Runtime<Config>, feed: Feed) => {
  const round = callFeed(runtime, feed, 'latestRoundData')
  const scale = callFeed(runtime, feed, 'decimals')
  const answer = (): FeedAnswer => {
    const [, value, , updatedAt] = decodeFunctionResult({
      abi: AGGREGATOR_V3,
      functionName: 'latestRoundData',
      data: bytesToHex(round.result().data),
    })
    const decimals = decodeFunctionResult({
      abi: AGGREGATOR_V3,
      functionName: 'decimals',
      data: bytesToHex(scale.result().data),
    })
    if (value <= 0n) throw new Error(`feed ${feed.address} has no positive answer`)
    // The DON's clock may trail the chain's, so an answer from the near future is fresh.
    const oldest = Math.floor(runtime.now().getTime() / 1000) - feed.maxAgeSeconds
    if (updatedAt < BigInt(oldest)) throw new Error(`feed ${feed.address} is stale`)
    return { answer: value, decimals }
  }
  return answer
}

/**
 * The three prices at the latest block, or nothing when one of them is unusable: missing, not positive, stale, or
 * outside the depeg band. The six reads are always sent, and before anything is decided: an observer of the DON
 * learns nothing from them.
 */
export const readPrices = (runtime: Runtime<Config>): Prices | undefined => {
  const { feeds, maxDepegBps } = runtime.config
  const btcUsd = requestFeed(runtime, feeds.btcUsd)
  const wbtcBtc = requestFeed(runtime, feeds.wbtcBtc)
  const usdcUsd = requestFeed(runtime, feeds.usdcUsd)
  try {
    const prices = { btcUsd: btcUsd(), wbtcBtc: wbtcBtc(), usdcUsd: usdcUsd() }
    const isPegged = isNearPar(prices.wbtcBtc, maxDepegBps) && isNearPar(prices.usdcUsd, maxDepegBps)
    return isPegged ? prices : undefined
  } catch {
    return undefined // the bit needs no prices: it is reported, without an order
  }
}
